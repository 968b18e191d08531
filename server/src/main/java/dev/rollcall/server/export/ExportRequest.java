package dev.rollcall.server.export;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.Query;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * What somebody wants exported.
 *
 * @param units that they may export
 * @param query as written, and parsed
 * @param asOf the instant that the rows are about
 * @param madeAt now
 */
public record ExportRequest(
        DistrictId district,
        String districtSlug,
        Set<UnitId> units,
        String text,
        Query query,
        Instant asOf,
        Instant madeAt,
        String by) {

    public ExportRequest {
        Objects.requireNonNull(district, "district");
        units = Set.copyOf(units);
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(asOf, "asOf");
        Objects.requireNonNull(madeAt, "madeAt");
    }

    /** Whether the filter says nothing about facts, so that it can be asked of the past. */
    boolean onlyUnits() {
        return query.isAboutUnitsOnly();
    }

    boolean aboutThePast() {
        return asOf.isBefore(madeAt);
    }
}

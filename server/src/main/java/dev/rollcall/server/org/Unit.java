package dev.rollcall.server.org;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * One org unit as it is, or was at some instant.
 *
 * @param parent empty for a district's root
 * @param slug its address, unique in the district, never changed
 * @param zone its own time zone, or the nearest one above it
 */
public record Unit(
        DistrictId district,
        UnitId id,
        UnitKind kind,
        Optional<UnitId> parent,
        String name,
        String slug,
        ZoneId zone,
        ReturnGrace returnGrace,
        HistoryPeriod history) {

    public Unit {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        parent = Objects.requireNonNullElse(parent, Optional.empty());
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(slug, "slug");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(returnGrace, "returnGrace");
        Objects.requireNonNull(history, "history");
    }

    /** The root unit of a district: it has the district's id. */
    public static UnitId root(DistrictId district) {
        return new UnitId(district.value());
    }
}

package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Forgets sections that ended before the time for which the unit of their device keeps the past, in
 * small steps beside the writer's other work. What holds now stays, and so does what a section said
 * when it was in order for the last time before. Their bodies go by {@link Sweep}. Safe for use by
 * many threads.
 */
public final class PastSections {

    private static final int STEP = 500;
    private static final int MOST_STEPS = 200;

    private static final String FORGOTTEN =
            """
             AND s.valid_to < :before
            AND (s.digest IS NULL OR EXISTS (SELECT 1 FROM inventory_section l
                WHERE l.district_id = s.district_id AND l.device_id = s.device_id
                    AND l.kind = s.kind AND l.valid_from > s.valid_from
                    AND l.valid_to IS NOT NULL AND l.digest IS NOT NULL))
            """;

    /** For how long the past is kept, by the unit where a device is now. */
    @FunctionalInterface
    public interface Periods {
        Map<UnitId, Duration> of(Handle handle, DistrictId district);
    }

    private final Database database;
    private final Periods periods;

    public PastSections(Database database, Periods periods) {
        this.database = database;
        this.periods = periods;
    }

    private record Past(DeviceId device, String kind, Instant from) {}

    /** Forgets what is old enough of one district. @return how many sections */
    public int step(DistrictId district, Instant now) {
        int forgotten = 0;
        for (var kept : byPeriod(database.read(h -> periods.of(h, district))).entrySet()) {
            forgotten += step(district, kept.getValue(), now.minus(kept.getKey()));
        }
        return forgotten;
    }

    private int step(DistrictId district, Set<UnitId> units, Instant before) {
        int forgotten = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            var past = database.read(h -> past(h, district, units, before));
            if (past.isEmpty()) {
                break;
            }
            forgotten += database.write(h -> forget(h, district, past, before));
        }
        return forgotten;
    }

    /** Most units have the same, so that the table is read once for each, and not for each unit. */
    private static Map<Duration, Set<UnitId>> byPeriod(Map<UnitId, Duration> periods) {
        var units = new HashMap<Duration, Set<UnitId>>();
        periods.forEach(
                (unit, period) -> units.computeIfAbsent(period, p -> new HashSet<>()).add(unit));
        return units;
    }

    private static List<Past> past(
            Handle handle, DistrictId district, Set<UnitId> units, Instant before) {
        var query =
                handle.createQuery(
                                """
                                SELECT s.device_id, s.kind, s.valid_from FROM inventory_section s
                                JOIN device d
                                    ON d.district_id = s.district_id AND d.id = s.device_id
                                WHERE s.district_id = :district AND s.valid_from < :before
                                    AND d.unit_id = ANY(:units)
                                """
                                        + FORGOTTEN
                                        + " FETCH FIRST "
                                        + STEP
                                        + " ROWS ONLY")
                        .registerArrayType(UUID.class, "uuid")
                        .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList());
        return bind(query, district, before)
                .map((row, c) ->
                        new Past(
                                new DeviceId(Columns.uuid(row, "device_id")),
                                row.getString("kind"),
                                Columns.instant(row, "valid_from")))
                .list();
    }

    /** What was taken back by an undone merge meanwhile stays. */
    private static int forget(Handle handle, DistrictId district, List<Past> past, Instant before) {
        int forgotten = 0;
        for (var section : past) {
            var update =
                    handle.createUpdate(
                            """
                            DELETE FROM inventory_section s WHERE s.district_id = :district
                                AND s.device_id = :device AND s.kind = :kind
                                AND s.valid_from = :from
                            """
                                    + FORGOTTEN);
            forgotten +=
                    bind(update, district, before)
                            .bind("device", section.device())
                            .bind("kind", section.kind())
                            .bind("from", section.from())
                            .execute();
        }
        return forgotten;
    }

    private static <T extends SqlStatement<T>> T bind(
            T statement, DistrictId district, Instant before) {
        return statement.bind("district", district).bind("before", before);
    }
}

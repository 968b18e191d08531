package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.pki.rollover.Dependents.Holding;
import dev.rollcall.server.storage.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Which living enrollments depend on what may be replaced. */
public final class TrustHolders {

    private static final int MOST_NAMES = 5;

    private static final String LIVING =
            """
            FROM enrollment e
            JOIN device d ON d.district_id = e.district_id AND d.id = e.record_id
            LEFT JOIN device_presence p ON p.district_id = e.district_id
                AND p.device_id = e.record_id AND p.enrollment_id = e.id
            LEFT JOIN pki_held h ON h.district_id = e.district_id AND h.enrollment_id = e.id
            WHERE e.district_id = :district AND e.ended_at IS NULL
            """;

    private TrustHolders() {}

    /**
     * How living devices hold a generation of the trust bundle or a later one. One that joined and
     * has not checked in yet was seen when it joined.
     */
    public static Holding of(
            Handle handle, DistrictId district, long generation, Instant seenSince) {
        var first =
                handle.createQuery(
                                "SELECT COALESCE(d.label, p.hostname, d.hostname) AS name, d.id "
                                        + LIVING
                                        + """
                                         AND COALESCE(h.generation, 0) < :generation
                                         AND COALESCE(p.last_check_in, e.started_at) >= :since
                                        ORDER BY 1, 2 LIMIT :most
                                        """)
                        .bind("district", district)
                        .bind("generation", generation)
                        .bind("since", seenSince)
                        .bind("most", MOST_NAMES)
                        .map((row, c) -> {
                            var id = Columns.uuid(row, "id");
                            return Columns.optionalText(row, "name").orElseGet(id::toString);
                        })
                        .list();
        return handle.createQuery(
                        """
                        SELECT
                            COUNT(CASE WHEN COALESCE(h.generation, 0) >= :generation
                                THEN 1 END) AS holding,
                            COUNT(CASE WHEN COALESCE(h.generation, 0) < :generation
                                AND COALESCE(p.last_check_in, e.started_at) >= :since
                                THEN 1 END) AS lacking,
                            COUNT(CASE WHEN COALESCE(h.generation, 0) < :generation
                                AND COALESCE(p.last_check_in, e.started_at) < :since
                                THEN 1 END) AS away
                        """
                                + LIVING)
                .bind("district", district)
                .bind("generation", generation)
                .bind("since", seenSince)
                .map((row, c) ->
                        new Holding(
                                row.getLong("holding"),
                                row.getLong("lacking"),
                                row.getLong("away"),
                                first))
                .one();
    }

    /**
     * How many living devices have a certificate of an authority that counts, or with which they
     * may return, and were not seen to show another one: an answer to a renewal may have been lost
     * on its way.
     */
    public static long users(
            Handle handle, DistrictId district, KeyId authority, ReturnGraces graces, Instant now) {
        var ends =
                handle.createQuery(
                                "SELECT d.unit_id, c.ends "
                                        + LIVING.replace(
                                                "WHERE",
                                                """
                                                JOIN (SELECT enrollment_id, MAX(not_after) AS ends
                                                    FROM pki_certificate
                                                    WHERE district_id = :district
                                                        AND issuer_key = :authority
                                                        AND revoked_at IS NULL
                                                    GROUP BY enrollment_id) c
                                                    ON c.enrollment_id = e.id
                                                WHERE\
                                                """)
                                        + " AND COALESCE(h.issuer_key, :authority) = :authority")
                        .bind("district", district)
                        .bind("authority", authority.value())
                        .map((row, c) ->
                                Map.entry(
                                        new UnitId(Columns.uuid(row, "unit_id")),
                                        Columns.instant(row, "ends")))
                        .list();
        var grace = new HashMap<UnitId, Duration>();
        return ends.stream()
                .filter(end ->
                        end.getValue().isAfter(now)
                                || end.getValue()
                                        .plus(
                                                grace.computeIfAbsent(
                                                        end.getKey(),
                                                        unit -> graces.of(handle, district, unit)))
                                        .isAfter(now))
                .count();
    }
}

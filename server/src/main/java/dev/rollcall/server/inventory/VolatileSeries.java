package dev.rollcall.server.inventory;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What is always changing, as a series: the last figures of each day (UTC) of a device, for a
 * while. Safe for use by many threads.
 */
public final class VolatileSeries {

    /** Older figures are forgotten. */
    public static final Duration KEPT = Duration.ofDays(35);

    /** Bytes of JSON; what a device with many volumes and batteries says fits several times. */
    private static final int MOST = 16 * 1024;

    /** Figures and when the server received them. */
    public record Said(VolatileFacts facts, Instant receivedAt) {}

    private record Away(DistrictId district, DeviceId device) {}

    /** Keeps the figures, made clean; those of a device that says too much are dropped. */
    void record(Handle handle, EnrolledDevice device, VolatileFacts facts, Instant now) {
        var text = Json.wire().writeValueAsBytes(CleanFigures.of(facts));
        if (text.length > MOST) {
            return;
        }
        Prepared.of(
                        handle,
                        """
                        MERGE INTO inventory_volatile AS v
                        USING (VALUES (CAST(? AS UUID), CAST(? AS UUID), CAST(? AS DATE),
                            CAST(? AS TIMESTAMP WITH TIME ZONE), CAST(? AS INTEGER),
                            CAST(? AS BYTEA)))
                            AS n (district_id, device_id, on_day, received_at, size, facts)
                        ON v.district_id = n.district_id AND v.device_id = n.device_id
                            AND v.on_day = n.on_day
                        WHEN MATCHED THEN UPDATE SET
                            received_at = n.received_at, size = n.size, facts = n.facts
                        WHEN NOT MATCHED THEN INSERT
                            (district_id, device_id, on_day, received_at, size, facts)
                            VALUES (n.district_id, n.device_id, n.on_day, n.received_at,
                                n.size, n.facts)
                        """)
                .set(device.district().value())
                .set(device.device().value())
                .set(now.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .set(now)
                .set(text.length)
                .set(Deflate.deflated(text).toArray())
                .update();
        TouchedDevices.note(handle, device.district(), device.device(), Part.SECTIONS, Part.FACTS);
    }

    /** The latest that were received at an instant or before. */
    public Optional<Said> at(Handle handle, DistrictId district, DeviceId device, Instant at) {
        return handle.createQuery(
                        """
                        SELECT received_at, size, facts FROM inventory_volatile
                        WHERE district_id = :district AND device_id = :device
                            AND received_at <= :at
                        ORDER BY on_day DESC FETCH FIRST 1 ROWS ONLY
                        """)
                .bind("district", district)
                .bind("device", device)
                .bind("at", at)
                .map((row, c) -> said(row))
                .findOne();
    }

    /**
     * Those of a time, the latest first.
     *
     * @param before only what was received before it, where a page goes on
     */
    public List<Said> between(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Instant from,
            Instant to,
            Optional<Instant> before,
            int limit) {
        return handle.createQuery(
                        """
                        SELECT received_at, size, facts FROM inventory_volatile
                        WHERE district_id = :district AND device_id = :device
                            AND received_at >= :from AND received_at <= :to
                            AND received_at < :before
                        ORDER BY on_day DESC FETCH FIRST :limit ROWS ONLY
                        """)
                .bind("district", district)
                .bind("device", device)
                .bind("from", from)
                .bind("to", to)
                .bind("before", before.filter(to::isAfter).orElse(to.plusSeconds(1)))
                .bind("limit", limit)
                .map((row, c) -> said(row))
                .list();
    }

    private static Said said(ResultSet row) throws SQLException {
        var text = Deflate.inflated(row.getBytes("facts"), row.getInt("size"));
        return new Said(
                Json.wire().readValue(text, VolatileFacts.class),
                Columns.instant(row, "received_at"));
    }

    /** Forgets the days that are over for long. @return how many rows */
    public int forget(Handle handle, Instant now) {
        var day = now.minus(KEPT).atZone(ZoneOffset.UTC).toLocalDate();
        noteThoseWithoutLaterFigures(handle, day);
        return handle.createUpdate("DELETE FROM inventory_volatile WHERE on_day < :day")
                .bind("day", day)
                .execute();
    }

    /** Of devices that were away for so long, what they told last goes too. */
    private static void noteThoseWithoutLaterFigures(Handle handle, LocalDate day) {
        handle.createQuery(
                        """
                        SELECT DISTINCT v.district_id, v.device_id FROM inventory_volatile v
                        WHERE v.on_day < :day AND NOT EXISTS (SELECT 1 FROM inventory_volatile l
                            WHERE l.district_id = v.district_id AND l.device_id = v.device_id
                                AND l.on_day >= :day)
                        """)
                .bind("day", day)
                .map((row, c) ->
                        new Away(
                                new DistrictId(Columns.uuid(row, "district_id")),
                                new DeviceId(Columns.uuid(row, "device_id"))))
                .list()
                .forEach(away ->
                        TouchedDevices.note(
                                handle, away.district(), away.device(), Part.SECTIONS, Part.FACTS));
    }
}

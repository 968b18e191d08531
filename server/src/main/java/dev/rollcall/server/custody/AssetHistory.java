package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The past of one asset, by the server's clock, newest first. Reads only. */
final class AssetHistory {

    /** Of an asset that changes more often, the oldest changes are not told. */
    private static final int MOST = 200;

    private AssetHistory() {}

    /** What was known from when to when. */
    record State(
            Asset asset,
            Instant from,
            Optional<Instant> until,
            Optional<String> saidBy,
            Optional<UUID> list) {}

    /** A device record that it was from when to when. */
    record Link(DeviceId device, String name, UnitId unit, Instant from, Optional<Instant> until) {}

    static List<State> states(Handle handle, DistrictId district, UUID asset, Instant at) {
        return handle.createQuery(
                        "SELECT "
                                + AssetRows.COLUMNS
                                + """
                                , s.valid_from, CASE WHEN s.valid_to <= :at THEN s.valid_to END AS until,
                                    s.said_by, s.import_id
                                FROM custody_asset_state s
                                WHERE s.district_id = :district AND s.asset_id = :asset
                                  AND s.valid_from <= :at
                                ORDER BY s.valid_from DESC FETCH FIRST :most ROWS ONLY
                                """)
                .bind("district", district)
                .bind("asset", asset)
                .bind("at", at)
                .bind("most", MOST)
                .map((row, c) ->
                        new State(
                                AssetRows.read(row),
                                Columns.instant(row, "valid_from"),
                                Columns.optionalInstant(row, "until"),
                                Columns.optionalText(row, "said_by"),
                                Columns.optionalUuid(row, "import_id")))
                .list();
    }

    static List<Link> links(Handle handle, DistrictId district, UUID asset, Instant at) {
        return handle.createQuery(
                        """
                        SELECT d.id, COALESCE(d.label, d.hostname, d.serial) AS name, d.unit_id,
                            c.valid_from, CASE WHEN c.valid_to <= :at THEN c.valid_to END AS until
                        FROM custody_device c
                        JOIN device d ON d.district_id = c.district_id AND d.id = c.device_id
                        WHERE c.district_id = :district AND c.asset_id = :asset
                          AND c.valid_from <= :at
                        ORDER BY c.valid_from DESC, d.id FETCH FIRST :most ROWS ONLY
                        """)
                .bind("district", district)
                .bind("asset", asset)
                .bind("at", at)
                .bind("most", MOST)
                .map((row, c) -> {
                    var device = new DeviceId(Columns.uuid(row, "id"));
                    return new Link(
                            device,
                            Columns.optionalText(row, "name").orElse(device.toString()),
                            new UnitId(Columns.uuid(row, "unit_id")),
                            Columns.instant(row, "valid_from"),
                            Columns.optionalInstant(row, "until"));
                })
                .list();
    }
}

package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.storage.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every asset, what was known of it when, and which device record it was. */
public final class Assets {

    private static final String COLUMNS =
            "SELECT s.asset_id, s.serial, s.asset_tag, s.manufacturer, s.model"
                    + " FROM custody_asset_state s";

    private final IdSource ids;

    public Assets(IdSource ids) {
        this.ids = ids;
    }

    /** Where what is known of an asset is from. */
    enum Source {
        INVENTORY,
        LIST;

        private String word() {
            return this == INVENTORY ? "inventory" : "list";
        }
    }

    /** The records that are, or say to be, the thing with this serial; the oldest first. */
    List<DeviceId> devices(Handle handle, DistrictId district, String serial) {
        return handle.createQuery(
                        """
                        SELECT d.device_id FROM custody_asset_state s
                        JOIN custody_device d ON d.district_id = s.district_id
                            AND d.asset_id = s.asset_id AND d.valid_to IS NULL
                        WHERE s.district_id = ? AND s.serial = ? AND s.valid_to IS NULL
                        ORDER BY d.valid_from, d.device_id
                        """)
                .bind(0, district)
                .bind(1, serial)
                .map((row, c) -> new DeviceId(Columns.uuid(row, "device_id")))
                .list();
    }

    Optional<Asset> of(Handle handle, DistrictId district, DeviceId device) {
        return handle.createQuery(
                        COLUMNS
                                + """
                                 JOIN custody_device d ON d.district_id = s.district_id
                                    AND d.asset_id = s.asset_id AND d.valid_to IS NULL
                                WHERE d.district_id = ? AND d.device_id = ? AND s.valid_to IS NULL
                                """)
                .bind(0, district)
                .bind(1, device)
                .map((row, c) -> read(row))
                .findOne();
    }

    private static Optional<Asset> withSerial(Handle handle, DistrictId district, String serial) {
        return handle.createQuery(
                        COLUMNS
                                + " WHERE s.district_id = ? AND s.serial = ? AND s.valid_to IS NULL"
                                + " ORDER BY s.valid_from, s.asset_id LIMIT 1")
                .bind(0, district)
                .bind(1, serial)
                .map((row, c) -> read(row))
                .findOne();
    }

    /** The asset that was seen, made where there is none with its serial. */
    Asset seen(Handle handle, DistrictId district, Asset seen, Source source, Instant now) {
        var known = withSerial(handle, district, seen.serial());
        if (known.isPresent()) {
            change(handle, district, known.get(), known.get().seenAs(seen), source, now);
            return known.get().seenAs(seen);
        }
        var made =
                new Asset(
                        ids.next(),
                        seen.serial(),
                        seen.assetTag(),
                        seen.manufacturer(),
                        seen.model());
        handle.execute(
                "INSERT INTO custody_asset (district_id, id, created_at) VALUES (?, ?, ?)",
                district,
                made.id(),
                now);
        open(handle, district, made, source, now);
        return made;
    }

    /** Things that were bought, and have not been seen yet. */
    public void listed(
            Handle handle, DistrictId district, Collection<String> serials, Instant now) {
        serials.forEach(serial -> seen(handle, district, unseen(serial), Source.LIST, now));
    }

    static Asset unseen(String serial) {
        return new Asset(
                new UUID(0, 0), serial, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Does nothing where nothing differs. */
    void change(
            Handle handle,
            DistrictId district,
            Asset before,
            Asset after,
            Source source,
            Instant now) {
        if (before.equals(after)) {
            return;
        }
        // changed twice within one microsecond: the shorter state leaves no trace
        handle.execute(
                """
                DELETE FROM custody_asset_state
                WHERE district_id = ? AND asset_id = ? AND valid_to IS NULL AND valid_from >= ?
                """,
                district,
                before.id(),
                now);
        handle.execute(
                """
                UPDATE custody_asset_state SET valid_to = ?
                WHERE district_id = ? AND asset_id = ? AND valid_to IS NULL
                """,
                now,
                district,
                before.id());
        open(handle, district, after, source, now);
    }

    private static void open(
            Handle handle, DistrictId district, Asset asset, Source source, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO custody_asset_state
                            (district_id, asset_id, valid_from, serial, asset_tag, manufacturer,
                             model, source)
                        VALUES (:district, :asset, :now, :serial, :tag, :manufacturer, :model, :source)
                        """)
                .bind("district", district)
                .bind("asset", asset.id())
                .bind("now", now)
                .bind("serial", asset.serial())
                .bind("tag", asset.assetTag())
                .bind("manufacturer", asset.manufacturer())
                .bind("model", asset.model())
                .bind("source", source.word())
                .execute();
    }

    /** From now on the record is nothing that is known. */
    void unlink(Handle handle, DistrictId district, DeviceId device, Instant now) {
        // linked within this microsecond: it leaves no trace
        handle.execute(
                """
                DELETE FROM custody_device
                WHERE district_id = ? AND device_id = ? AND valid_to IS NULL AND valid_from >= ?
                """,
                district,
                device,
                now);
        handle.execute(
                """
                UPDATE custody_device SET valid_to = ?
                WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                """,
                now,
                district,
                device);
    }

    /** What the record was until then. */
    Optional<UUID> endedAt(Handle handle, DistrictId district, DeviceId device, Instant at) {
        return linked(handle, district, device, "valid_to", at);
    }

    /** What the record is, or was, since then. */
    Optional<UUID> begunAt(Handle handle, DistrictId district, DeviceId device, Instant at) {
        return linked(handle, district, device, "valid_from", at);
    }

    private static Optional<UUID> linked(
            Handle handle, DistrictId district, DeviceId device, String column, Instant at) {
        return handle.createQuery(
                        """
                        SELECT asset_id FROM custody_device
                        WHERE district_id = ? AND device_id = ? AND %s = ?
                        """
                                .formatted(column))
                .bind(0, district)
                .bind(1, device)
                .bind(2, at)
                .map((row, c) -> Columns.uuid(row, "asset_id"))
                .findFirst();
    }

    /** From now on the record is this thing. */
    void link(Handle handle, DistrictId district, DeviceId device, UUID asset, Instant now) {
        unlink(handle, district, device, now);
        handle.execute(
                """
                INSERT INTO custody_device (district_id, device_id, asset_id, valid_from)
                VALUES (?, ?, ?, ?)
                """,
                district,
                device,
                asset,
                now);
    }

    private static Asset read(ResultSet row) throws SQLException {
        return new Asset(
                Columns.uuid(row, "asset_id"),
                row.getString("serial"),
                Columns.optionalText(row, "asset_tag"),
                Columns.optionalText(row, "manufacturer"),
                Columns.optionalText(row, "model"));
    }
}

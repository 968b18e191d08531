package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.custody.Asset.Machine;
import dev.rollcall.server.custody.AssetRows.Saying;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import dev.rollcall.server.storage.Validity;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Every asset, what was known of it when, and which device record it was. */
public final class Assets {

    private static final Validity LINKS = Validity.of("custody_device", "district_id", "device_id");

    private static final String CURRENT =
            "SELECT " + AssetRows.COLUMNS + " FROM custody_asset_state s";

    private final IdSource ids;

    public Assets(IdSource ids) {
        this.ids = ids;
    }

    /** The records that are, or say to be, the thing with this serial; the oldest first. */
    List<DeviceId> devices(Handle handle, DistrictId district, String serial) {
        return Prepared.of(
                        handle,
                        """
                        SELECT d.device_id FROM custody_asset_state s
                        JOIN custody_device d ON d.district_id = s.district_id
                            AND d.asset_id = s.asset_id AND d.valid_to IS NULL
                        WHERE s.district_id = ? AND s.serial = ? AND s.valid_to IS NULL
                        ORDER BY d.valid_from, d.device_id
                        """)
                .set(district.value())
                .set(serial)
                .list(row -> new DeviceId(Columns.uuid(row, "device_id")));
    }

    /** The asset that a device is now. */
    Optional<Asset> of(Handle handle, DistrictId district, DeviceId device) {
        return Prepared.of(
                        handle,
                        CURRENT
                                + """
                                 JOIN custody_device d ON d.district_id = s.district_id
                                    AND d.asset_id = s.asset_id AND d.valid_to IS NULL
                                WHERE d.district_id = ? AND d.device_id = ? AND s.valid_to IS NULL
                                """)
                .set(district.value())
                .set(device.value())
                .first(AssetRows::read);
    }

    /** Whether a person said that a device is none of the assets. */
    boolean isUnlinked(Handle handle, DistrictId district, DeviceId device) {
        return Prepared.of(
                        handle,
                        """
                        SELECT 1 FROM custody_device
                        WHERE district_id = ? AND device_id = ? AND valid_to IS NULL
                            AND asset_id IS NULL
                        """)
                .set(district.value())
                .set(device.value())
                .first(_ -> true)
                .isPresent();
    }

    /** As it is now; empty where there is none, or it was taken back. */
    Optional<Asset> find(Handle handle, DistrictId district, UUID asset) {
        return handle.createQuery(
                        CURRENT
                                + " WHERE s.district_id = ? AND s.asset_id = ?"
                                + " AND s.valid_to IS NULL")
                .bind(0, district)
                .bind(1, asset)
                .map((row, c) -> AssetRows.read(row))
                .findOne();
    }

    /** The oldest first. */
    List<Asset> withSerial(Handle handle, DistrictId district, String serial) {
        return with(handle, district, "serial", serial);
    }

    /** The oldest first. */
    List<Asset> withTag(Handle handle, DistrictId district, String tag) {
        return with(handle, district, "asset_tag", tag);
    }

    private static List<Asset> with(
            Handle handle, DistrictId district, String column, String value) {
        return Prepared.of(
                        handle,
                        CURRENT
                                + " WHERE s.district_id = ? AND s."
                                + column
                                + " = ? AND s.valid_to IS NULL ORDER BY s.valid_from, s.asset_id"
                                + " FETCH FIRST 5 ROWS ONLY")
                .set(district.value())
                .set(value)
                .list(AssetRows::read);
    }

    /** The asset that was seen, made in a unit where there is none with its serial. */
    Asset seen(
            Handle handle,
            DistrictId district,
            UnitId unit,
            Machine seen,
            Saying saying,
            Instant now) {
        var known = withSerial(handle, district, seen.serial()).stream().findFirst();
        if (known.isPresent()) {
            change(handle, district, known.get(), known.get().seenAs(seen), saying, now);
            return known.get().seenAs(seen);
        }
        return make(handle, district, Asset.of(ids.next(), unit, seen), saying, now);
    }

    UUID nextId() {
        return ids.next();
    }

    Asset make(Handle handle, DistrictId district, Asset made, Saying saying, Instant now) {
        handle.execute(
                "INSERT INTO custody_asset (district_id, id, created_at) VALUES (?, ?, ?)",
                district,
                made.id(),
                now);
        AssetRows.open(handle, district, made, saying, now);
        return made;
    }

    /** Things that were bought, and have not been seen yet. */
    public void listed(
            Handle handle,
            DistrictId district,
            UnitId unit,
            Collection<String> serials,
            Instant now) {
        serials.forEach(
                serial -> seen(handle, district, unit, Machine.unseen(serial), Saying.LIST, now));
    }

    /** Does nothing where nothing differs. */
    void change(
            Handle handle,
            DistrictId district,
            Asset before,
            Asset after,
            Saying saying,
            Instant now) {
        if (before.equals(after)) {
            return;
        }
        AssetRows.close(handle, district, before.id(), now);
        AssetRows.open(handle, district, after, saying, now);
    }

    /** From now on the record is this thing. */
    void link(Handle handle, DistrictId district, DeviceId device, UUID asset, Instant now) {
        place(handle, district, device, Optional.of(asset), now);
    }

    /** From now on the record is none of the things, whatever its inventory says. */
    void unlink(Handle handle, DistrictId district, DeviceId device, Instant now) {
        place(handle, district, device, Optional.empty(), now);
    }

    private static void place(
            Handle handle,
            DistrictId district,
            DeviceId device,
            Optional<UUID> asset,
            Instant now) {
        end(handle, district, device, now);
        handle.createUpdate(
                        """
                        INSERT INTO custody_device (district_id, device_id, asset_id, valid_from)
                        VALUES (:district, :device, CAST(:asset AS UUID), :now)
                        """)
                .bind("district", district)
                .bind("device", device)
                .bindByType("asset", asset.orElse(null), UUID.class)
                .bind("now", now)
                .execute();
    }

    /** From now on the record is nothing that is known, until its inventory says what it is. */
    static void end(Handle handle, DistrictId district, DeviceId device, Instant now) {
        LINKS.end(handle, now, key -> key.set(district.value()).set(device.value()));
        TouchedDevices.note(handle, district, device, Part.REGISTRY);
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
                            AND asset_id IS NOT NULL
                        """
                                .formatted(column))
                .bind(0, district)
                .bind(1, device)
                .bind(2, at)
                .map((row, c) -> Columns.uuid(row, "asset_id"))
                .findFirst();
    }
}

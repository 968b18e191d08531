package dev.rollcall.server.custody;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.custody.Asset.Purchase;
import dev.rollcall.server.custody.Asset.Standing;
import dev.rollcall.server.custody.Asset.Whereabouts;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import dev.rollcall.server.storage.TouchedDevices;
import dev.rollcall.server.storage.TouchedDevices.Part;
import dev.rollcall.server.storage.Validity;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** How a state of an asset stands in its row. */
final class AssetRows {

    private static final Validity STATES =
            Validity.of("custody_asset_state", "district_id", "asset_id");

    /** Of the table alias {@code s}. */
    static final String COLUMNS =
            """
            s.asset_id, s.unit_id, s.serial, s.asset_tag, s.manufacturer, s.model, s.status,
            s.status_on, s.status_reason, s.building, s.room, s.holder, s.purchased_on, s.cost,
            s.funding, s.note, s.by_people
            """;

    private AssetRows() {}

    /** Who says something of an asset. */
    record Saying(boolean person, Optional<String> by, Optional<UUID> list) {

        static final Saying INVENTORY = new Saying(false, Optional.empty(), Optional.empty());
        static final Saying LIST = new Saying(true, Optional.empty(), Optional.empty());

        static Saying by(String person) {
            return new Saying(true, Optional.of(person), Optional.empty());
        }

        static Saying imported(String person, UUID list) {
            return new Saying(true, Optional.of(person), Optional.of(list));
        }

        String source() {
            return person ? "list" : "inventory";
        }
    }

    static Asset read(ResultSet row) throws SQLException {
        return new Asset(
                Columns.uuid(row, "asset_id"),
                new UnitId(Columns.uuid(row, "unit_id")),
                Columns.optionalText(row, "serial"),
                Columns.optionalText(row, "asset_tag"),
                Columns.optionalText(row, "manufacturer"),
                Columns.optionalText(row, "model"),
                new Standing(
                        AssetStatus.parse(row.getString("status")),
                        date(row, "status_on"),
                        Columns.optionalText(row, "status_reason")),
                new Whereabouts(
                        Columns.optionalText(row, "building"),
                        Columns.optionalText(row, "room"),
                        Columns.optionalText(row, "holder")),
                new Purchase(
                        date(row, "purchased_on"),
                        Optional.ofNullable(row.getBigDecimal("cost")).map(c -> c.setScale(2)),
                        Columns.optionalText(row, "funding")),
                Columns.optionalText(row, "note"),
                row.getBoolean("by_people"));
    }

    private static Optional<LocalDate> date(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDate.class));
    }

    static void open(Handle handle, DistrictId district, Asset asset, Saying saying, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO custody_asset_state
                            (district_id, asset_id, valid_from, unit_id, serial, asset_tag,
                             manufacturer, model, status, status_on, status_reason, building, room,
                             holder, purchased_on, cost, funding, note, by_people, source, said_by,
                             import_id)
                        VALUES (:district, :asset, :now, :unit, :serial, :tag, :manufacturer,
                             :model, :status, :statusOn, :reason, :building, :room, :holder,
                             :purchasedOn, :cost, :funding, :note, :byPeople, :source, :by,
                             CAST(:list AS UUID))
                        """)
                .bind("district", district)
                .bind("asset", asset.id())
                .bind("now", now)
                .bind("unit", asset.unit())
                .bind("serial", asset.serial())
                .bind("tag", asset.assetTag())
                .bind("manufacturer", asset.manufacturer())
                .bind("model", asset.model())
                .bind("status", asset.standing().status().word())
                .bindByType("statusOn", asset.standing().on().orElse(null), LocalDate.class)
                .bind("reason", asset.standing().reason())
                .bind("building", asset.whereabouts().building())
                .bind("room", asset.whereabouts().room())
                .bind("holder", asset.whereabouts().holder())
                .bindByType("purchasedOn", asset.purchase().on().orElse(null), LocalDate.class)
                .bindByType("cost", asset.purchase().cost().orElse(null), BigDecimal.class)
                .bind("funding", asset.purchase().funding())
                .bind("note", asset.note())
                .bind("byPeople", asset.byPeople())
                .bind("source", saying.source())
                .bind("by", saying.by())
                .bindByType("list", saying.list().orElse(null), UUID.class)
                .execute();
        touched(handle, district, asset.id());
    }

    /** Searches know the tag of the devices that are this thing. */
    private static void touched(Handle handle, DistrictId district, UUID asset) {
        Prepared.of(
                        handle,
                        """
                        SELECT device_id FROM custody_device
                        WHERE district_id = ? AND asset_id = ? AND valid_to IS NULL
                        """)
                .set(district.value())
                .set(asset)
                .list(row -> new DeviceId(Columns.uuid(row, "device_id")))
                .forEach(device -> TouchedDevices.note(handle, district, device, Part.REGISTRY));
    }

    /** Ends what holds; false where nothing did. */
    static boolean close(Handle handle, DistrictId district, UUID asset, Instant now) {
        boolean ended = STATES.end(handle, now, key -> key.set(district.value()).set(asset));
        if (ended) {
            touched(handle, district, asset);
        }
        return ended;
    }
}

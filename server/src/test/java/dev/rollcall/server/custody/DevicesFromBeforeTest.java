package dev.rollcall.server.custody;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.util.List;
import java.util.Random;

/** A database of a version that knew no assets. */
class DevicesFromBeforeTest {

    private static final List<String> TABLES =
            List.of(
                    "custody_permit",
                    "custody_device",
                    "custody_asset_state",
                    "custody_import",
                    "custody_asset");

    private static void serial(TestFleet fleet, EnrolledDevice device, String serial) {
        fleet.database()
                .change(h ->
                        h.execute(
                                "UPDATE device SET serial = ? WHERE district_id = ? AND id = ?",
                                serial,
                                device.district(),
                                device.device()));
    }

    private static List<DeviceId> known(TestFleet fleet, String serial) {
        var assets = new Assets(new IdSource(fleet, new Random(1)));
        return fleet.database().read(h -> assets.devices(h, fleet.district(), serial));
    }

    @StorageTest
    void devicesThatWereThereAreKnownByTheirSerials(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            database.change(h -> {
                TABLES.forEach(table -> h.execute("DROP TABLE " + table));
                h.execute("ALTER TABLE device_retirement DROP COLUMN retired_by");
                h.execute(
                        "DELETE FROM \"flyway_schema_history\" WHERE \"version\" IN ('063', '065')");
            });
            var fleet = new TestFleet(database);
            var devices = fleet.devices(5, fleet.lab());
            serial(fleet, devices.get(0), "pf3k7q2a");
            serial(fleet, devices.get(1), "PF3K7Q2A");
            serial(fleet, devices.get(2), "PF3K7Q2B");
            serial(fleet, devices.get(3), "Default string");

            Migrations.run(database);

            assertThat(known(fleet, "PF3K7Q2A"))
                    .containsExactlyInAnyOrder(devices.get(0).device(), devices.get(1).device());
            assertThat(known(fleet, "PF3K7Q2B")).containsExactly(devices.get(2).device());
            assertThat(known(fleet, "DEFAULT STRING")).isEmpty();
            var asset =
                    database.read(h ->
                            new Assets(new IdSource(fleet, new Random(1)))
                                    .of(h, fleet.district(), devices.get(2).device()));
            assertThat(asset.orElseThrow().unit()).isEqualTo(fleet.lab());
            assertThat(asset.orElseThrow().standing().status()).isEqualTo(AssetStatus.IN_SERVICE);
        }
    }
}

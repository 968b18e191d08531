package dev.rollcall.server.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.Devices.Placement;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

class DevicesTest {

    private static final Instant MONDAY = Instant.parse("2026-11-23T15:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-11-24T15:00:00Z");

    private final IdSource ids = new IdSource(InstantSource.fixed(MONDAY), new SecureRandom());
    private final Units units = new Units(ids);
    private final Devices devices = new Devices(ids);

    private DistrictId district(Database database, String slug) {
        return database.write(h -> units.createDistrict(h, slug, slug, ZoneOffset.UTC, MONDAY));
    }

    private UnitId school(Database database, DistrictId district, String slug) {
        return database.write(h ->
                units.create(
                        h,
                        district,
                        new UnitId(district.value()),
                        UnitKind.SCHOOL,
                        slug,
                        slug,
                        MONDAY));
    }

    @StorageTest
    void aMoveKeepsWhereItWasAndWhen(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = district(database, "lincoln");
            var north = school(database, district, "north");
            var south = school(database, district, "south");
            var device = database.write(h -> devices.create(h, district, north, MONDAY));

            var moved = database.write(h -> devices.place(h, district, device, south, TUESDAY));
            var again = database.write(h -> devices.place(h, district, device, south, TUESDAY));

            assertThat(moved).isTrue();
            assertThat(again).isFalse();
            var placements = database.read(h -> devices.placements(h, district, device));
            assertThat(placements)
                    .containsExactly(
                            new Placement(north, MONDAY, Optional.of(TUESDAY)),
                            new Placement(south, TUESDAY, Optional.empty()));
            var found = database.read(h -> devices.find(h, district, device)).orElseThrow();
            assertThat(found.unit()).isEqualTo(south);
        }
    }

    @StorageTest
    void aMoveAtTheSameInstantReplacesThePlacement(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = district(database, "lincoln");
            var north = school(database, district, "north");
            var device =
                    database.write(
                            h -> devices.create(h, district, new UnitId(district.value()), MONDAY));

            database.change(h -> devices.place(h, district, device, north, MONDAY));

            var placements = database.read(h -> devices.placements(h, district, device));
            assertThat(placements).containsExactly(new Placement(north, MONDAY, Optional.empty()));
        }
    }

    @StorageTest
    void aDeviceIsNeverInAUnitOfAnotherDistrict(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var lincoln = district(database, "lincoln");
            var elsewhere = school(database, district(database, "roosevelt"), "elsewhere");
            var device =
                    database.write(
                            h -> devices.create(h, lincoln, new UnitId(lincoln.value()), MONDAY));

            assertThatThrownBy(() ->
                            database.write(
                                    h -> devices.place(h, lincoln, device, elsewhere, TUESDAY)))
                    .isInstanceOf(Problem.class);
            assertThatThrownBy(() ->
                            database.write(h -> devices.create(h, lincoln, elsewhere, MONDAY)))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @StorageTest
    void listsCallItByItsLabelElseByWhatItSaid(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = district(database, "lincoln");
            var device =
                    database.write(
                            h -> devices.create(h, district, new UnitId(district.value()), MONDAY));
            var said =
                    new Description(
                            Optional.of("lab\u0000-7 "),
                            Optional.of("S".repeat(500)),
                            Optional.of(" "),
                            Optional.empty());

            database.change(h -> devices.describe(h, district, device, said));

            var described = database.read(h -> devices.find(h, district, device)).orElseThrow();
            assertThat(described.displayName()).isEqualTo("lab -7");
            assertThat(described.description().serial()).contains("S".repeat(120));
            assertThat(described.description().manufacturer()).isEmpty();
            database.change(h -> devices.label(h, district, device, "LHS-0417"));
            assertThat(
                            database.read(h -> devices.find(h, district, device))
                                    .orElseThrow()
                                    .displayName())
                    .isEqualTo("LHS-0417");
        }
    }

    @StorageTest
    void anUnknownDeviceIsNotPlacedOrLabelled(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = district(database, "lincoln");
            var nobody = new DeviceId(UUID.randomUUID());
            var root = new UnitId(district.value());

            assertThatThrownBy(() ->
                            database.write(h -> devices.place(h, district, nobody, root, MONDAY)))
                    .isInstanceOf(Problem.class);
            assertThatThrownBy(() -> database.change(h -> devices.label(h, district, nobody, "x")))
                    .isInstanceOf(Problem.class);
        }
    }
}

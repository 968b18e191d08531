package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Whose changes are told to whom. */
class HistoryRoutesTest {

    private static final String DISTRICT = "/api/v1/districts/lincoln/";

    @TempDir private Path data;

    /**
     * A device in the district itself, one in its school and one in the school's lab; of each the
     * encryption went off a day ago.
     */
    private final class Fixture implements AutoCloseable {

        private final TestDatabase.Fresh fresh;
        private final TechnicianRoom room;
        private final EnrolledDevice office;
        private final EnrolledDevice west;
        private final EnrolledDevice lab;

        Fixture(TestDatabase engine) {
            fresh = engine.fresh();
            room = new TechnicianRoom(new TestFleet(fresh.database()), data);
            room.office.person("kim", Role.TECHNICIAN, room.fleet.root());
            room.office.person("wes", Role.TECHNICIAN, room.fleet.school());
            room.office.person("lab", Role.TECHNICIAN, room.fleet.lab());
            office = room.device(room.fleet.root(), "office", DeviceProtection.YES);
            west = room.device(room.fleet.school(), "west", DeviceProtection.YES);
            lab = room.device(room.fleet.lab(), "lab", DeviceProtection.YES);
            room.fleet.forward(Duration.ofDays(1));
            for (var device : List.of(office, west, lab)) {
                off(device);
            }
            room.fleet.forward(Duration.ofDays(1));
        }

        private void off(EnrolledDevice device) {
            var name = room.http.get(DISTRICT + "devices/" + device.device(), "kim").json();
            var hostname = name.path("hostname").stringValue();
            room.deliver(
                    device,
                    TechnicianRoom.hardware("SN-" + hostname),
                    TechnicianRoom.system(hostname),
                    TechnicianRoom.volumes(DeviceProtection.NO));
        }

        Answer ask(String path, String who) {
            return room.http.get(DISTRICT + path, who);
        }

        /** Which devices a feed has a change of volumes of, on all of its pages of one. */
        List<String> named(String query, String who) {
            var names = new ArrayList<String>();
            var next = "";
            do {
                var page = ask("changes?section=volumes&limit=1" + query + next, who).json();
                page.path("items")
                        .forEach(item -> {
                            assertThat(item.at("/change/sentence").stringValue())
                                    .isEqualTo("encryption off");
                            names.add(item.at("/device/name").stringValue());
                        });
                var cursor = page.path("next");
                next = cursor.isString() ? "&cursor=" + cursor.stringValue() : "";
            } while (!next.isEmpty());
            return names;
        }

        void move(EnrolledDevice device, String unit) {
            var moved =
                    room.http.send(
                            "POST",
                            DISTRICT + "devices/" + device.device() + "/place",
                            "kim",
                            "{\"unit\":\"" + unit + "\"}");
            assertThat(moved.status()).isEqualTo(200);
        }

        @Override
        public void close() {
            room.close();
            fresh.close();
        }
    }

    @StorageTest
    void theFeedOfAUnitHasTheDevicesInItAndBelowIt(TestDatabase engine) {
        try (var fixture = new Fixture(engine)) {
            assertThat(fixture.named("", "kim")).containsExactlyInAnyOrder("office", "west", "lab");
            assertThat(fixture.named("&unit=lincoln", "kim"))
                    .containsExactlyInAnyOrder("office", "west", "lab");
            assertThat(fixture.named("&unit=lincoln-west", "kim"))
                    .containsExactlyInAnyOrder("west", "lab");
            assertThat(fixture.named("&unit=lincoln-lab", "kim")).containsExactly("lab");
            assertThat(fixture.ask("changes?unit=nowhere", "kim").status()).isIn(404, 422);
        }
    }

    @StorageTest
    void nobodyIsToldOfChangesOutsideOfTheirUnits(TestDatabase engine) {
        try (var fixture = new Fixture(engine)) {
            assertThat(fixture.named("", "wes")).containsExactlyInAnyOrder("west", "lab");
            assertThat(fixture.named("&unit=lincoln-lab", "wes")).containsExactly("lab");
            assertThat(fixture.named("", "lab")).containsExactly("lab");
            assertThat(fixture.named("&unit=lincoln-lab", "lab")).containsExactly("lab");
            for (var unit : List.of("lincoln", "lincoln-west")) {
                assertThat(fixture.ask("changes?unit=" + unit, "lab").status())
                        .as(unit)
                        .isIn(403, 404);
            }
            for (var kind : List.of("changes", "differences")) {
                var its = "devices/" + fixture.lab.device() + "/" + kind;
                var another = "devices/" + fixture.west.device() + "/" + kind;
                assertThat(fixture.ask(its, "lab").status()).as(kind).isEqualTo(200);
                assertThat(fixture.ask(another, "lab").status()).as(kind).isEqualTo(404);
            }
            assertThat(fixture.ask("changes", "").status()).isEqualTo(401);
        }
    }

    @StorageTest
    void aDeviceThatMovedTakesItsPastAlong(TestDatabase engine) {
        try (var fixture = new Fixture(engine)) {
            fixture.move(fixture.lab, "lincoln-west");
            fixture.move(fixture.office, "lincoln-lab");

            assertThat(fixture.named("", "lab")).containsExactly("office");
            assertThat(fixture.named("&unit=lincoln-lab", "kim")).containsExactly("office");
            assertThat(fixture.named("&unit=lincoln-west", "wes"))
                    .containsExactlyInAnyOrder("office", "west", "lab");
            assertThat(fixture.ask("devices/" + fixture.lab.device() + "/changes", "lab").status())
                    .isEqualTo(404);
        }
    }

    @StorageTest
    void aSectionThatIsNotKnownIsRefusedAndTheNearestNamed(TestDatabase engine) {
        try (var fixture = new Fixture(engine)) {
            for (var path : List.of("changes", "devices/" + fixture.lab.device() + "/changes")) {
                var near = fixture.ask(path + "?section=volumes,local-user", "kim");
                assertThat(near.status()).isEqualTo(422);
                assertThat(near.code()).isEqualTo("invalid-value");
                assertThat(near.json().path("field").stringValue()).isEqualTo("section");
                assertThat(near.json().path("detail").stringValue())
                        .contains("\"local-user\" (did you mean local-users?)");
                for (var unknown : List.of("encryption", "", "volumes,", "VOLUMES", "%1b%5b2J")) {
                    var refused = fixture.ask(path + "?section=" + unknown, "kim");
                    assertThat(refused.status()).as(unknown).isEqualTo(422);
                    assertThat(refused.json().path("detail").stringValue())
                            .contains("there are browsers, hardware, ")
                            .doesNotContain("\u001b");
                }
            }
            for (var kind : Sections.kinds()) {
                assertThat(fixture.ask("changes?section=" + kind, "kim").status())
                        .as(kind.name())
                        .isEqualTo(200);
            }
        }
    }
}

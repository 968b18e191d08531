package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;

/** What an export says of an instant does not depend on when it is asked. */
class PastExportsTest {

    private static final String DISTRICT = "/api/v1/districts/lincoln/";
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir private Path data;

    @FunctionalInterface
    private interface Story {
        void tell(TechnicianRoom room);
    }

    private void on(TestDatabase engine, Story story) {
        try (var fresh = engine.fresh();
                var room = new TechnicianRoom(new TestFleet(fresh.database()), data)) {
            room.office.person("kim", Role.TECHNICIAN, room.fleet.root());
            story.tell(room);
        }
    }

    /** The results of all checks of one kind, by hostname. */
    private static Map<String, String> results(TechnicianRoom room, String check, Instant at) {
        var export = room.http.get(DISTRICT + "exports/compliance?as-of=" + at, "kim").json();
        var results = new TreeMap<String, String>();
        export.path("checks")
                .forEach(row -> {
                    if (row.path("check").asString().equals(check)) {
                        results.put(row.path("hostname").asString(), row.path("result").asString());
                    }
                });
        return results;
    }

    private static String motd(TechnicianRoom room, Instant at) {
        return results(room, "policy file:/etc/motd", at).get("pc");
    }

    private static EnrolledDevice device(TechnicianRoom room) {
        return room.device(room.fleet.lab(), "pc", DeviceProtection.YES);
    }

    private static Instant later(TechnicianRoom room, Duration by) {
        room.fleet.forward(by);
        return room.fleet.instant();
    }

    @StorageTest
    void aResultOfTheSettingsInForcePassesWhileTheDeviceChecksIn(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.policy("one");
                    var pc = device(room);
                    assertThat(motd(room, room.fleet.instant())).isEqualTo("unknown");
                    room.follow(pc, SettingState.REPAIRED);

                    var reported = room.fleet.instant();
                    later(room, Duration.ofDays(20));
                    room.checkIn(pc);
                    var checkedIn = room.fleet.instant();
                    var silent = later(room, Duration.ofDays(8));

                    assertThat(motd(room, reported)).isEqualTo("pass");
                    assertThat(motd(room, checkedIn)).isEqualTo("pass");
                    assertThat(motd(room, silent)).isEqualTo("stale");
                });
    }

    @StorageTest
    void aResultOfOtherSettingsUnderTheSameKeyIsUnknown(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.policy("one");
                    var pc = device(room);
                    room.follow(pc, SettingState.COMPLIANT);
                    later(room, Duration.ofHours(2));
                    room.policy("two");

                    var changed = later(room, Duration.ofHours(2));

                    assertThat(motd(room, changed)).isEqualTo("unknown");
                    later(room, Duration.ofHours(2));
                    room.follow(pc, SettingState.COMPLIANT);
                    assertThat(motd(room, room.fleet.instant())).isEqualTo("pass");
                    assertThat(motd(room, changed)).isEqualTo("unknown");
                });
    }

    @StorageTest
    void aSettingNeverReportedIsARowInThePastToo(TestDatabase engine) {
        on(
                engine,
                room -> {
                    device(room);
                    var before = room.fleet.instant();
                    later(room, Duration.ofHours(1));
                    room.policy("one");
                    var then = later(room, Duration.ofHours(1));
                    later(room, MONTH);

                    assertThat(motd(room, before)).isNull();
                    assertThat(motd(room, then)).isEqualTo("unknown");
                });
    }

    @StorageTest
    void aSilentDeviceIsStaleInThePastAlsoOnceItHasComeBackUnchanged(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.policy("one");
                    var pc = device(room);
                    room.follow(pc, SettingState.COMPLIANT);
                    var then = later(room, MONTH);
                    var encryption = results(room, "encryption", then);
                    var policy = motd(room, then);
                    var shown = shown(room, pc, then);
                    later(room, MONTH);

                    room.deliver(
                            pc,
                            TechnicianRoom.hardware("SN-pc"),
                            TechnicianRoom.system("pc"),
                            TechnicianRoom.volumes(DeviceProtection.YES));
                    room.follow(pc, SettingState.COMPLIANT);
                    later(room, Duration.ofDays(1));

                    assertThat(encryption).containsEntry("pc", "stale");
                    assertThat(policy).isEqualTo("stale");
                    assertThat(shown).isEqualTo("stale");
                    assertThat(results(room, "encryption", then)).isEqualTo(encryption);
                    assertThat(motd(room, then)).isEqualTo(policy);
                    assertThat(shown(room, pc, then)).isEqualTo(shown);
                    assertThat(fresh(room, then)).isZero();
                    assertThat(results(room, "encryption", room.fleet.instant()))
                            .containsEntry("pc", "pass");
                });
    }

    @StorageTest
    void nothingIsCollectedAfterTheInstantThatARowIsAbout(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var pc = device(room);
                    var then = later(room, Duration.ofHours(3));
                    later(room, Duration.ofDays(3));
                    room.deliver(
                            pc,
                            TechnicianRoom.system("pc"),
                            TechnicianRoom.volumes(DeviceProtection.YES));

                    var row =
                            room.http
                                    .get(DISTRICT + "exports/compliance?as-of=" + then, "kim")
                                    .json()
                                    .path("devices")
                                    .path(0);

                    assertThat(row.path("whole_device_encrypted").asString()).isEqualTo("yes");
                    assertThat(Instant.parse(row.path("encryption_collected_at").asString()))
                            .isEqualTo(then.minus(Duration.ofHours(3)));
                });
    }

    @StorageTest
    void ofWhatIsStillToComeNothingIsSaid(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var pc = device(room);
                    var tomorrow = room.fleet.instant().plus(Duration.ofDays(1));

                    for (var asked :
                            List.of(
                                    "exports/compliance?as-of=",
                                    "exports/devices/coverage?as-of=",
                                    "devices/" + pc.device() + "?as-of=",
                                    "devices/" + pc.device() + "/packages?as-of=",
                                    "software?since=")) {
                        var answer = room.http.get(DISTRICT + asked + tomorrow, "kim");

                        assertThat(answer.status()).as(asked).isEqualTo(422);
                        assertThat(answer.json().path("detail").asString())
                                .as(asked)
                                .isEqualTo(
                                        asked.substring(asked.indexOf('?') + 1, asked.length() - 1)
                                                + " is in the future: here it is "
                                                + room.fleet.instant());
                    }
                });
    }

    private static String shown(TechnicianRoom room, EnrolledDevice device, Instant at) {
        return room.http
                .get(DISTRICT + "devices/" + device.device() + "?as-of=" + at, "kim")
                .json()
                .path("encrypted")
                .asString();
    }

    private static int fresh(TechnicianRoom room, Instant at) {
        return room.http
                .get(DISTRICT + "exports/compliance/coverage?as-of=" + at, "kim")
                .json()
                .path("freshWithin7Days")
                .asInt();
    }
}

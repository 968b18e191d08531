package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TechnicianRoutesTest {

    private static final String DEVICES = "/api/v1/districts/lincoln/devices";
    private static final String EXPORTS = "/api/v1/districts/lincoln/exports/";

    @TempDir private Path data;

    @FunctionalInterface
    private interface Story {
        void tell(TechnicianRoom room);
    }

    private void on(TestDatabase engine, Story story) {
        try (var fresh = engine.fresh();
                var room = new TechnicianRoom(new TestFleet(fresh.database()), data)) {
            room.office.person("kim", Role.TECHNICIAN, room.fleet.root());
            room.office.person("lab", Role.TECHNICIAN, room.fleet.lab());
            room.office.person("help", Role.HELP_DESK, room.fleet.root());
            story.tell(room);
        }
    }

    private static List<String> texts(JsonNode items, String field) {
        var texts = new ArrayList<String>();
        items.forEach(item -> texts.add(item.path(field).asString("")));
        return texts;
    }

    @StorageTest
    void countsComeSplitByAnswerAndStaleIsNeverGood(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.device(room.fleet.lab(), "old", DeviceProtection.YES);
                    room.fleet.forward(Duration.ofDays(8));
                    room.device(room.fleet.lab(), "good", DeviceProtection.YES);
                    room.device(room.fleet.lab(), "bad", DeviceProtection.NO);
                    room.device(room.fleet.school(), "dark", Optional.empty());

                    var count =
                            room.http
                                    .get(DEVICES + "/count?query=encrypted:no,unknown,stale", "kim")
                                    .json();
                    var list = room.http.get(DEVICES + "?query=not%20encrypted:no", "kim").json();

                    assertThat(count.path("matched").asInt()).isEqualTo(3);
                    assertThat(count.path("total").asInt()).isEqualTo(4);
                    assertThat(texts(count.path("by").path("answers"), "answer"))
                            .containsExactly("no", "unknown", "stale");
                    assertThat(texts(list.path("items"), "hostname"))
                            .containsExactlyInAnyOrder("old", "good", "dark");
                    assertThat(texts(list.path("items"), "answer"))
                            .containsExactlyInAnyOrder("stale", "yes", "unknown");
                });
    }

    @StorageTest
    void nobodySeesOrCountsWhatIsOutsideOfTheirUnits(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var inLab = room.device(room.fleet.lab(), "in-lab", DeviceProtection.YES);
                    var inSchool =
                            room.device(room.fleet.school(), "in-school", DeviceProtection.YES);

                    assertThat(
                                    texts(
                                            room.http.get(DEVICES, "lab").json().path("items"),
                                            "hostname"))
                            .containsExactly("in-lab");
                    assertThat(
                                    room.http
                                            .get(DEVICES + "/count", "lab")
                                            .json()
                                            .path("total")
                                            .asInt())
                            .isEqualTo(1);
                    assertThat(room.http.get(DEVICES + "/" + inLab.device(), "lab").status())
                            .isEqualTo(200);
                    assertThat(room.http.get(DEVICES + "/" + inSchool.device(), "lab").status())
                            .isEqualTo(404);
                    assertThat(room.http.get(EXPORTS + "devices/devices.csv", "lab").text())
                            .contains("in-lab")
                            .doesNotContain("in-school");
                    assertThat(room.http.get(EXPORTS + "devices/devices.csv", "help").code())
                            .isEqualTo("not-allowed");
                    assertThat(room.http.get(DEVICES, "").status()).isEqualTo(401);
                });
    }

    @StorageTest
    void aMistakeInAQuerySaysWhereItIs(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var refused = room.http.get(DEVICES + "?query=encryted:no", "kim");

                    assertThat(refused.status()).isEqualTo(422);
                    assertThat(refused.code()).isEqualTo("invalid-query");
                    assertThat(refused.json().path("detail").asString())
                            .contains("did you mean encrypted?");
                    assertThat(refused.json().path("position").asInt()).isZero();
                });
    }

    @StorageTest
    void aDeviceIsShownAsItWasAtAnInstant(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var device = room.device(room.fleet.lab(), "before", DeviceProtection.NO);
                    var then = room.fleet.instant();
                    room.fleet.forward(Duration.ofHours(1));
                    room.deliver(
                            device,
                            TechnicianRoom.system("after"),
                            TechnicianRoom.volumes(DeviceProtection.YES));
                    place(room, device, "lincoln-west");

                    var now = room.http.get(DEVICES + "/" + device.device(), "kim").json();
                    var past =
                            room.http
                                    .get(DEVICES + "/" + device.device() + "?as-of=" + then, "kim")
                                    .json();

                    assertThat(now.path("unit").path("slug").asString()).isEqualTo("lincoln-west");
                    assertThat(now.path("encrypted").asString()).isEqualTo("yes");
                    assertThat(past.path("unit").path("slug").asString()).isEqualTo("lincoln-lab");
                    assertThat(past.path("encrypted").asString()).isEqualTo("no");
                    assertThat(past.path("sections").toString())
                            .contains("before")
                            .doesNotContain("after");
                });
    }

    private static void place(TechnicianRoom room, EnrolledDevice device, String unit) {
        var answer =
                room.http.send(
                        "POST",
                        DEVICES + "/" + device.device() + "/place",
                        "kim",
                        "{\"unit\":\"" + unit + "\"}");
        assertThat(answer.status()).isEqualTo(200);
    }

    @StorageTest
    void anExportAsOfThePastHasThePastAndItsCoverageSaysSo(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var device = room.device(room.fleet.lab(), "pc-1", DeviceProtection.NO);
                    var then = room.fleet.instant();
                    room.fleet.forward(Duration.ofHours(1));
                    room.deliver(device, TechnicianRoom.volumes(DeviceProtection.YES));
                    room.device(room.fleet.lab(), "pc-2", DeviceProtection.YES);

                    var csv = EXPORTS + "compliance/compliance.csv";
                    var past = room.http.get(csv + "?as-of=" + then, "kim").text().lines().toList();
                    var now = room.http.get(csv, "kim").text().lines().toList();
                    var coverage =
                            room.http
                                    .get(EXPORTS + "compliance/coverage?as-of=" + then, "kim")
                                    .json();

                    assertThat(past).hasSize(2);
                    assertThat(past.get(1)).contains("pc-1").contains(",no,");
                    assertThat(now).hasSize(3);
                    assertThat(coverage.path("devices").asInt()).isEqualTo(1);
                    assertThat(coverage.path("ofDevices").asInt()).isEqualTo(1);
                    assertThat(coverage.path("freshWithin7Days").asInt()).isEqualTo(1);
                    assertThat(coverage.path("by").asString()).isEqualTo("kim");
                    assertThat(
                                    room.http
                                            .get(
                                                    csv + "?as-of=" + then + "&query=encrypted:no",
                                                    "kim")
                                            .code())
                            .isEqualTo("invalid-query");
                });
    }

    @StorageTest
    void aFormulaInAHostnameIsNoFormulaInASpreadsheet(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.device(room.fleet.lab(), "=cmd|' /C calc'!A0", DeviceProtection.NO);
                    room.device(room.fleet.lab(), "comma, \"quote\"", DeviceProtection.NO);

                    var csv = room.http.get(EXPORTS + "devices/devices.csv", "kim").text();
                    var json = room.http.get(EXPORTS + "devices", "kim").json();

                    assertThat(csv)
                            .contains(",'=cmd|' /C calc'!A0,")
                            .contains("\"comma, \"\"quote\"\"\"");
                    assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
                    assertThat(texts(json.path("devices"), "hostname"))
                            .contains("=cmd|' /C calc'!A0");
                    assertThat(json.path("coverage").path("devices").asInt()).isEqualTo(2);
                });
    }

    @StorageTest
    void everyCheckOfEveryDeviceIsARowAndOnlyAPassIsGood(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.device(room.fleet.lab(), "good", DeviceProtection.YES);
                    room.fleet.forward(Duration.ofDays(10));
                    room.device(room.fleet.lab(), "new", DeviceProtection.YES);

                    var rows =
                            room.http
                                    .get(EXPORTS + "compliance/checks.csv", "kim")
                                    .text()
                                    .lines()
                                    .toList();

                    assertThat(rows).hasSize(1 + 2 * 5);
                    assertThat(rows).anyMatch(r -> r.contains("good,lincoln-lab,encryption,stale"));
                    assertThat(rows).anyMatch(r -> r.contains("new,lincoln-lab,encryption,pass"));
                    assertThat(rows).anyMatch(r -> r.contains("new,lincoln-lab,firewall,unknown"));
                    assertThat(rows)
                            .anyMatch(r -> r.contains("new,lincoln-lab,vulnerable,unknown"));
                });
    }

    @StorageTest
    void whatProtectsADeviceStandsAtTheEndOfItsRowAndAges(TestDatabase engine) {
        on(
                engine,
                room -> {
                    var device = room.device(room.fleet.lab(), "pc-1", DeviceProtection.YES);
                    room.device(room.fleet.school(), "dark", DeviceProtection.YES);
                    room.deliver(
                            device,
                            TechnicianRoom.system("pc-1"),
                            new SecuritySection(
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.of(
                                            new Malware(
                                                    MalwareScanner.CLAMAV,
                                                    Optional.of(true),
                                                    Optional.of(LocalDate.parse("2026-08-31")))),
                                    Optional.empty(),
                                    Optional.of(new ScreenLock(true, Optional.of(300), true))));

                    var csv = EXPORTS + "compliance/compliance.csv";
                    var rows = room.http.get(csv, "kim").text().lines().toList();

                    assertThat(rows.getFirst())
                            .endsWith(
                                    ",matches_filter,supported_until,malware_protection,malware_scanner,"
                                            + "malware_signatures_of,screen_lock,screen_lock_after_seconds,"
                                            + "screen_lock_enforced");
                    assertThat(rows)
                            .anyMatch(row ->
                                    row.contains(",pc-1,")
                                            && row.endsWith(
                                                    ",yes,unknown,on,clamav,2026-08-31,on,300,yes"))
                            .anyMatch(row ->
                                    row.contains(",dark,")
                                            && row.endsWith(",yes" + ",unknown".repeat(7)));
                    room.fleet.forward(Duration.ofDays(8));
                    room.checkIn(device);
                    assertThat(room.http.get(csv, "kim").text().lines().toList())
                            .anyMatch(row ->
                                    row.contains(",pc-1,")
                                            && row.endsWith(",yes,unknown" + ",stale".repeat(6)));
                    var json = room.http.get(EXPORTS + "compliance", "kim").json();
                    assertThat(texts(json.path("devices"), "screen_lock"))
                            .containsExactlyInAnyOrder("stale", "unknown");
                });
    }

    @StorageTest
    void anExportOfManyPagesHasEachDeviceOnce(TestDatabase engine) {
        on(
                engine,
                room -> {
                    for (int i = 0; i < 405; i++) {
                        room.device(room.fleet.lab(), "pc-" + i, DeviceProtection.YES);
                    }

                    var all =
                            room.http
                                    .get(EXPORTS + "devices/devices.csv", "kim")
                                    .text()
                                    .lines()
                                    .toList();
                    var some =
                            room.http
                                    .get(EXPORTS + "devices/devices.csv?query=hostname:pc-*", "kim")
                                    .text()
                                    .lines()
                                    .toList();

                    assertThat(all).hasSize(406).doesNotHaveDuplicates();
                    assertThat(some).hasSize(406).doesNotHaveDuplicates();
                });
    }

    @StorageTest
    void theServersStateIsForThoseWhoRunIt(TestDatabase engine) {
        on(
                engine,
                room -> {
                    room.office.person("boss", Role.PROVIDER_ADMIN, room.fleet.root());

                    assertThat(room.http.get("/api/v1/server/status", "kim").code())
                            .isEqualTo("not-allowed");
                    assertThat(
                                    room.http
                                            .get("/api/v1/server/status", "boss")
                                            .json()
                                            .path("enrolledDevices")
                                            .asInt())
                            .isZero();
                });
    }
}

package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Somebody wants to know whether a disk fills up, and a battery wears out. */
class TrendJourneyTest {

    private static final long GIB = 1L << 30;

    @TempDir private Path folder;

    private static VolatileFacts figures(long free, int charge, int health) {
        return new VolatileFacts(
                Optional.of(List.of(new Space("/", free * GIB, 64 * GIB))),
                Optional.of(2 * GIB),
                Optional.of(Duration.ofHours(30)),
                Optional.empty(),
                Optional.of(420),
                Optional.of(
                        List.of(
                                new Battery(
                                        "BAT0",
                                        Optional.of(charge),
                                        Optional.of(BatteryState.DISCHARGING),
                                        Optional.of(health),
                                        Optional.empty()))),
                Optional.of(List.of(new DiskWear("nvme0n1", 4))));
    }

    @StorageTest
    void theFiguresOfADeviceAreToldDayByDay(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("s")), engine)) {
            var home = Files.createDirectories(folder.resolve("home"));
            server.signIn("lin", home, "lincoln");
            var laptop = server.enroll("lincoln", "lin", "lab-01");
            laptop.install(server.gatewayPort(), List.of());
            server.enroll("lincoln", "lin", "lab-02").install(server.gatewayPort(), List.of());
            laptop.says(server.gatewayPort(), figures(32, 90, 81));
            server.forward(Duration.ofHours(10));
            laptop.says(server.gatewayPort(), figures(30, 70, 81));
            server.forward(Duration.ofHours(30));
            laptop.says(server.gatewayPort(), figures(12, 40, 79));
            server.signIn("lin");
            server.signIn("lin", home, "lincoln");

            var shown = CommandRun.of(home, "device", "trend", "lab-01");

            assertThat(shown.code()).as(shown.err()).isZero();
            assertThat(shown.out())
                    .containsPattern("FREE / +3[02].0 GiB +12.0 GiB +−(18|20).0 GiB +12.0 GiB")
                    .containsPattern("BAT0 HEALTH +81 % +79 % +−2 % +79 % +81 % +█")
                    .containsPattern("nvme0n1 WEAR +4 % +4 % += ")
                    .containsPattern("WHEN +FREE / +MEMORY +LOAD +UP +BAT0 CHARGE")
                    .containsPattern("20..-..-.. ..:.. +12.0 GiB +2.0 GiB +0.42 +30 h +40 % disch");
            var json = CommandRun.of(home, "device", "trend", "lab-01", "--from", "35d", "--json");
            assertThat(json.code()).as(json.err()).isZero();
            var items = Json.wire().readTree(json.out()).path("items");
            assertThat(items.size()).isBetween(2, 3);
            assertThat(items.at("/0/facts/space/0/freeBytes").longValue()).isEqualTo(12 * GIB);
            assertThat(CommandRun.of(home, "device", "trend", "lab-02").out())
                    .startsWith("no figures were received of it in the last 7 days; they are kept");
            assertThat(
                            CommandRun.of(
                                            home,
                                            "device",
                                            "trend",
                                            "lab-01",
                                            "--from",
                                            "2026-01-01",
                                            "--to",
                                            "2026-01-02")
                                    .out())
                    .contains("since 2026-01-01, up to 2026-01-02");
        }
    }

    @StorageTest
    void aTimeThatMakesNoSenseIsRefusedAndSoIsWhoMayNotLook(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("s")), engine)) {
            server.enroll("lincoln", "lin", "lab-01");
            var id =
                    server.get("/api/v1/districts/lincoln/devices", "lin")
                            .json()
                            .at("/items/0/id")
                            .stringValue();
            var path = "/api/v1/districts/lincoln/devices/" + id + "/volatile";
            var later = server.now().plus(Duration.ofHours(1)).toString();

            assertThat(server.get(path + "?to=" + later, "lin").json().path("field").stringValue())
                    .isEqualTo("to");
            for (var query :
                    List.of(
                            "from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z",
                            "from=yesterday",
                            "limit=501")) {
                assertThat(server.get(path + "?" + query, "lin").status()).as(query).isEqualTo(422);
            }
            assertThat(server.get(path + "?from=-999999999-01-01T00:00:00Z", "lin").status())
                    .isEqualTo(200);
            assertThat(server.get(path, "ada").status()).isIn(403, 404);
            assertThat(server.get(path, "").status()).isEqualTo(401);
            assertThat(server.get(path.replace(id, "none"), "lin").status()).isEqualTo(404);
        }
    }
}

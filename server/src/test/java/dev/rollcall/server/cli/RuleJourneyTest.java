package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** A technician writes a rule, and tries it on a device. */
class RuleJourneyTest {

    private static final String OLD_SSH =
            "packages.installed.exists(p, p.sourcePackage == \"openssh\" && p.olderThan(\"9.3\"))";

    private static final String NEARLY_FULL =
            "volatile.space.exists(s, s.mountPoint == \"/\" && s.freeBytes * 10 < s.totalBytes)";

    @TempDir private Path folder;

    private static VolatileFacts free(long bytes, long of) {
        return new VolatileFacts(
                Optional.of(List.of(new VolatileFacts.Space("/", bytes, of))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static String in(String expression) {
        return "?expression=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    @StorageTest
    void aRuleIsCheckedAndTriedOnADevice(TestDatabase engine) throws IOException {
        try (var server =
                TestServer.start(Files.createDirectories(folder.resolve("server")), engine)) {
            var home = Files.createDirectories(folder.resolve("home"));
            server.signIn("lin", home, "lincoln");
            var device = server.enroll("lincoln", "lin", "lab-01");
            device.says(server.gatewayPort(), free(90, 1000));
            device.install(
                    server.gatewayPort(),
                    List.of(
                            new InstalledPackage(
                                            "openssh-server",
                                            "1:9.2p1-2+deb12u10",
                                            "amd64",
                                            PackageSource.DPKG)
                                    .from("openssh", "1:9.2p1-2+deb12u10")));

            var checked = CommandRun.of(home, "rule", "check", OLD_SSH);
            assertThat(checked.code()).as(checked.err()).isZero();
            assertThat(checked.out())
                    .contains("type   bool")
                    .contains("reads  packages.installed.sourcePackage");

            var wrong = CommandRun.of(home, "rule", "check", "volumes.volume.size() > 0");
            assertThat(wrong.code()).isNotZero();
            assertThat(wrong.out())
                    .contains("line 1, character 8: ", "(did you mean volumes?)")
                    .contains("\n         ^");

            var tried = CommandRun.of(home, "rule", "try", OLD_SSH, "lab-01");
            assertThat(tried.out())
                    .startsWith("yes\n")
                    .containsPattern("packages.installed.sourcePackage +openssh")
                    .containsPattern("packages +\\S+ \\S+ +yes");
            assertThat(
                            CommandRun.of(
                                            home,
                                            "rule",
                                            "try",
                                            "network.interfaces.size() > 0",
                                            "lab-01")
                                    .out())
                    .startsWith("unknown (not reported: network)");
            var number = CommandRun.of(home, "rule", "try", "1 + 1", "lab-01");
            assertThat(number.code()).isNotZero();
            assertThat(number.err()).contains("of the type int");

            assertThat(CommandRun.of(home, "rule", "try", NEARLY_FULL, "lab-01").out())
                    .startsWith("yes");

            server.forward(Duration.ofDays(8));
            server.signIn("lin");
            server.signIn("lin", home, "lincoln");
            assertThat(CommandRun.of(home, "rule", "try", OLD_SSH, "lab-01").out())
                    .startsWith("stale (too old: packages)");
            assertThat(CommandRun.of(home, "rule", "try", NEARLY_FULL, "lab-01").out())
                    .startsWith("stale (too old: volatile)");
        }
    }

    @StorageTest
    void onlyWhoMaySeeADeviceMayAskItARule(TestDatabase engine) throws IOException {
        try (var server =
                TestServer.start(Files.createDirectories(folder.resolve("server")), engine)) {
            server.enroll("lincoln", "lin", "lab-01");
            var devices = server.get("/api/v1/districts/lincoln/devices", "lin").json();
            var id = devices.at("/items/0/id").stringValue();
            var path = "/api/v1/districts/lincoln/devices/" + id + "/rule";

            assertThat(server.get(path + in("true"), "lin").json().path("answer").stringValue())
                    .isEqualTo("yes");
            assertThat(server.get(path, "lin").status()).isEqualTo(422);
            var wrong = server.get(path + in("true &&"), "lin");
            assertThat(wrong.status()).isEqualTo(422);
            assertThat(wrong.json().path("column").intValue()).isEqualTo(8);
            assertThat(server.get(path + in("true"), "nobody").status()).isEqualTo(401);
            var none = path.replace(id, "00000000-0000-7000-8000-000000000000");
            assertThat(server.get(none + in("true"), "lin").status()).isEqualTo(404);
        }
    }
}

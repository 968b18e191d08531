package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Somebody wants to know what became different, on one device and on all of a unit. */
class ChangesJourneyTest {

    @TempDir private Path folder;

    /**
     * Two devices of a lab: yesterday one got another curl and a second libc6, and the other's
     * board, by whose serial it is known, was exchanged; and one of the district itself, of which
     * nothing changed.
     */
    private final class Fixture implements AutoCloseable {

        private final TestServer server;
        private final Path home;
        private final String before;

        Fixture(TestDatabase engine) throws IOException {
            server = TestServer.start(Files.createDirectories(folder.resolve("s")), engine);
            home = Files.createDirectories(folder.resolve("home"));
            server.signIn("lin", home, "lincoln");
            var one = server.enroll("lincoln", "lin", "lab-01");
            var two = server.enroll("lincoln", "lin", "lab-02");
            var three = server.enroll("lincoln", "lin", "office-01");
            ok("org", "add", "lab", "--name", "Lab", "--kind", "lab");
            install(one, installed("curl", "7.88", "amd64"), installed("libc6", "1", "amd64"));
            two.hardware(server.gatewayPort(), "PF-1");
            install(three, installed("curl", "7.88", "amd64"));
            ok("device", "move", "lab-01", "lab");
            ok("device", "move", "PF-1", "lab");
            before = server.now().toString();
            server.forward(Duration.ofDays(1));
            install(
                    one,
                    installed("curl", "8.5", "amd64"),
                    installed("libc6", "1", "amd64"),
                    installed("libc6", "1", "i386"));
            two.hardware(server.gatewayPort(), "PF-2");
            install(three, installed("curl", "7.88", "amd64"));
            server.signIn("lin");
            server.signIn("lin", home, "lincoln");
        }

        private static InstalledPackage installed(
                String name, String version, String architecture) {
            return new InstalledPackage(name, version, architecture, PackageSource.DPKG);
        }

        private void install(TestAgent agent, InstalledPackage... packages) {
            agent.install(server.gatewayPort(), List.of(packages));
        }

        CommandRun run(String... arguments) {
            return CommandRun.of(home, server::now, arguments);
        }

        String ok(String... arguments) {
            var run = run(arguments);
            assertThat(run.code()).as(run.out() + run.err()).isZero();
            return run.out();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @StorageTest
    void whatBecameDifferentIsListedTheLatestFirst(TestDatabase engine) throws IOException {
        try (var fixture = new Fixture(engine)) {
            assertThat(fixture.ok("changes"))
                    .startsWith("WHEN ")
                    .containsPattern("20..-..-.. ..:.. +lab-01 +package curl 7.88 → 8.5\n")
                    .containsPattern("20..-..-.. ..:.. +lab-01 +package libc6:i386 added \\(1\\)\n")
                    .containsPattern("20..-..-.. ..:.. +PF-2 +serial PF-1 → PF-2\n")
                    .doesNotContain("office-01", "reported for the first time", "more");
            assertThat(fixture.ok("changes", "--org", "lab", "--limit", "2").lines())
                    .hasSize(4)
                    .last()
                    .isEqualTo("… and maybe more; raise --limit to see them");
            assertThat(fixture.ok("changes", "--routine"))
                    .contains("office-01", "packages reported for the first time");
            assertThat(fixture.ok("changes", "--section", "hardware", "--since", "12h"))
                    .contains("serial PF-1 → PF-2")
                    .doesNotContain("curl");
            assertThat(fixture.ok("changes", "--section", "volumes,local-users"))
                    .isEqualToIgnoringNewLines("nothing changed");
            assertThat(fixture.ok("changes", "--until", fixture.before, "--section", "packages"))
                    .isEqualToIgnoringNewLines("nothing changed");
            var items = Json.wire().readTree(fixture.ok("changes", "--json")).path("items");
            assertThat(items.valueStream().map(i -> i.at("/device/name").stringValue()))
                    .contains("lab-01", "PF-2");
        }
    }

    @StorageTest
    void theChangesOfOneDeviceAreItsOwn(TestDatabase engine) throws IOException {
        try (var fixture = new Fixture(engine)) {
            assertThat(fixture.ok("device", "changes", "lab-01"))
                    .contains("package curl 7.88 → 8.5", "package libc6:i386 added (1)")
                    .doesNotContain("serial", "removed", "PF-2");
            assertThat(fixture.ok("device", "changes", "office-01"))
                    .isEqualToIgnoringNewLines("nothing changed");
            assertThat(fixture.ok("device", "changes", "office-01", "--routine"))
                    .contains("packages reported for the first time");
            assertThat(fixture.run("device", "changes", "lab-99").code())
                    .isEqualTo(ExitCode.REFUSED.number());
        }
    }

    @StorageTest
    void aDeviceIsComparedWithWhatItWas(TestDatabase engine) throws IOException {
        try (var fixture = new Fixture(engine)) {
            assertThat(fixture.ok("device", "diff", "lab-01", "--from", "12h").lines())
                    .hasSize(3)
                    .anyMatch(line -> line.matches("between 20.* and 20.*: 2 differences"))
                    .contains("  package curl 7.88 → 8.5", "  package libc6:i386 added (1)");
            assertThat(fixture.ok("device", "diff", "PF-2", "--from", fixture.before))
                    .containsPattern("between 20.* and 20.*: 1 difference\n  serial PF-1 → PF-2\n");
            assertThat(fixture.ok("device", "diff", "office-01", "--from", "12h"))
                    .containsPattern("between 20.* and 20.*: nothing differs\n");
            var json = fixture.ok("device", "diff", "PF-2", "--from", "12h", "--json");
            assertThat(Json.wire().readTree(json).at("/changes/0/before").stringValue())
                    .isEqualTo("PF-1");
            assertThat(fixture.run("device", "diff", "lab-01").code())
                    .isEqualTo(ExitCode.USAGE.number());
            var backwards = fixture.run("device", "diff", "lab-01", "--from", "1h", "--to", "2h");
            assertThat(backwards.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(backwards.err()).contains("from is later than to");
        }
    }

    @StorageTest
    void aDeviceIsShownAsItWasAndWhatIsTodaysIsSaid(TestDatabase engine) throws IOException {
        try (var fixture = new Fixture(engine)) {
            fixture.ok("device", "move", "PF-2", "lincoln");

            var past = fixture.ok("device", "show", "PF-2", "--as-of", fixture.before);
            assertThat(past.lines().findFirst().orElseThrow())
                    .startsWith("as of 20")
                    .endsWith("; but host name, label, check-in, agent and key are today's");
            assertThat(past)
                    .containsPattern("(?m)^unit +lab  Lab$")
                    .containsPattern("(?m)^  serial +PF-1$")
                    .doesNotContain("PF-2");
            assertThat(fixture.ok("device", "show", "PF-2"))
                    .containsPattern("(?m)^unit +lincoln ")
                    .containsPattern("(?m)^  serial +PF-2$")
                    .doesNotContain("as of 20", "PF-1");
            var json = fixture.ok("device", "show", "PF-2", "--as-of", fixture.before, "--json");
            assertThat(Json.wire().readTree(json).at("/unit/slug").stringValue()).isEqualTo("lab");
            var future = fixture.run("device", "show", "PF-2", "--as-of", "2100-01-01");
            assertThat(future.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(future.out()).isEmpty();
        }
    }

    @StorageTest
    void aSectionThatIsNotKnownIsNoQuietWeek(TestDatabase engine) throws IOException {
        try (var fixture = new Fixture(engine)) {
            for (var section : List.of("local-user", "encryption", "users")) {
                var refused = fixture.run("changes", "--section", section);
                assertThat(refused.code()).as(section).isEqualTo(ExitCode.REFUSED.number());
                assertThat(refused.out()).isEmpty();
                assertThat(refused.err())
                        .contains(
                                "There is no section \"" + section + "\"", "local-users, network");
            }
            assertThat(fixture.run("changes", "--section", "local-user").err())
                    .contains("did you mean local-users?");
            assertThat(fixture.run("changes", "--org", "nowhere").code())
                    .isEqualTo(ExitCode.REFUSED.number());
        }
    }
}

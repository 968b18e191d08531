package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Devices that leave, come back, and are expected, as they are typed and as auditors see them. */
class DepartureJourneyTest {

    private static final String SERIAL = "PF3K7Q2A";

    @TempDir private Path folder;
    private Path home;

    /** With one device, which said its serial. */
    private TestServer start(TestDatabase engine) throws IOException {
        var server = TestServer.start(Files.createDirectories(folder.resolve("server")), engine);
        home = Files.createDirectories(folder.resolve("home"));
        server.signIn("lin", home, "lincoln");
        server.enroll("lincoln", "lin", "pc-1").hardware(server.gatewayPort(), SERIAL);
        return server;
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(home, arguments);
    }

    private String ok(String... arguments) {
        var run = run(arguments);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private String no(String... arguments) {
        var run = run(arguments);
        assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err()).hasLineCount(1);
        return run.err();
    }

    private JsonNode json(String... arguments) {
        return Json.wire().readTree(ok(arguments));
    }

    @StorageTest
    void anAuditorSeesWhoLeftAndWhenAlsoOfThePast(TestDatabase engine) throws IOException {
        try (var _ = start(engine)) {
            ok("asset", "set", SERIAL, "--tag", "004417");
            var before = Instant.now();
            var id = json("device", "show", SERIAL, "--json").path("id").stringValue();

            ok(
                    "device",
                    "retire",
                    SERIAL,
                    "--as",
                    "stolen",
                    "--reason",
                    "=police 118",
                    "--on",
                    "2026-06-30");

            ok("export", "retirements", "-o", home.resolve("r.csv").toString());
            assertThat(home.resolve("r.csv"))
                    .content()
                    .startsWith("device_id,")
                    .contains(
                            id, SERIAL, "004417", "stolen,2026-06-30,'=police 118,lin,", ",file,");
            var coverage =
                    Json.wire().readTree(Files.readAllBytes(home.resolve("r.coverage.json")));
            assertThat(coverage.path("devices").intValue()).isEqualTo(1);
            assertThat(coverage.path("notes").stringValue()).contains("taken back");
            assertThat(ok("export", "devices")).doesNotContain(id);
            var then = json("export", "retirements", "--as-of", before.toString(), "--json");
            assertThat(then.path("retirements")).isEmpty();
            var stolen = Instant.now();

            assertThat(no("device", "retire", id, "--as", "lost", "--reason", "again"))
                    .contains("retired already");
            ok("device", "unretire", id, "--reason", "found in a locker");
            assertThat(no("device", "unretire", id, "--reason", "again")).contains("not retired");

            assertThat(json("export", "retirements", "--json").path("retirements")).isEmpty();
            var was = json("export", "retirements", "--as-of", stolen.toString(), "--json");
            assertThat(was.at("/retirements/0/retired_as").stringValue()).isEqualTo("stolen");
            var filtered = run("export", "retirements", "--query", "encrypted:no");
            assertThat(filtered.code()).isNotZero();
            assertThat(filtered.err()).contains("by org only");
        }
    }

    @StorageTest
    void aDeviceGoesToAnotherDistrict(TestDatabase engine) throws IOException {
        try (var server = start(engine)) {
            assertThat(no("device", "transfer", SERIAL, "--to", "adams", "--reason", "closed"))
                    .contains("no such district");
            server.signIn("boss", home, "lincoln");
            assertThat(no("device", "transfer", SERIAL, "--to", "nowhere", "--reason", "closed"))
                    .contains("no such district");
            var id = json("device", "show", SERIAL, "--json").path("id").stringValue();

            var said = ok("device", "transfer", SERIAL, "--to", "adams", "--reason", "closed");

            assertThat(said).contains("token        ", "fingerprint  ", "into adams once");
            assertThat(ok("device", "show", id)).contains("retired", "as transferred");
            assertThat(
                            json("export", "retirements", "--json")
                                    .at("/retirements/0/retired_as")
                                    .stringValue())
                    .isEqualTo("transferred");
            assertThat(no("device", "transfer", id, "--to", "adams", "--reason", "again"))
                    .contains("retired already");
        }
    }

    @StorageTest
    void whoIsExpectedIsShownAndCanBeExpectedNoLonger(TestDatabase engine) throws IOException {
        try (var _ = start(engine)) {
            assertThat(no("permit", "withdraw", SERIAL)).contains("has no valid permit");
            ok("device", "permit", SERIAL, "--for", "2d");
            ok("device", "replace-board", SERIAL);

            assertThat(ok("device", "show", SERIAL))
                    .contains("enroll-again until", "replace-board until", "given by lin");
            assertThat(ok("permit", "list", "--state", "valid", "--device", SERIAL))
                    .contains("permits 2");
            assertThat(ok("permit", "withdraw", SERIAL)).contains("enroll-again is withdrawn");

            assertThat(ok("permit", "list", "--state", "valid")).contains("permits 0");
            assertThat(ok("permit", "list", "--state", "withdrawn")).contains("permits 2");
            assertThat(ok("device", "show", SERIAL)).doesNotContain("given by");
            var permit = json("permit", "list", "--json").at("/items/0/id").stringValue();
            assertThat(no("permit", "withdraw", permit)).contains("withdrawn already");
            var odd = run("permit", "list", "--state", "odd");
            assertThat(odd.code()).isNotZero();
            assertThat(odd.err()).contains("state");
        }
    }
}

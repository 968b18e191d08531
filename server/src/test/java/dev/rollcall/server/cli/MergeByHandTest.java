package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Two records of one laptop, as a technician makes them one, and two again. */
class MergeByHandTest {

    private static final String OLD = "PF3K7Q2A";
    private static final String NEW = "PF3K7Q2B";

    @TempDir private Path folder;
    private Path home;

    private CommandRun run(String... arguments) {
        return CommandRun.of(home, arguments);
    }

    private String ok(String... arguments) {
        var run = run(arguments);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private List<String> serials() {
        return Json.wire()
                .readTree(ok("device", "list", "--json"))
                .path("items")
                .valueStream()
                .map(device -> device.path("serial").stringValue())
                .toList();
    }

    @StorageTest
    void aLaptopThatWasInstalledAnewIsOneAndThenTwo(TestDatabase engine) throws Exception {
        try (var server = TestServer.start(Files.createDirectories(folder.resolve("s")), engine)) {
            home = Files.createDirectories(folder.resolve("home"));
            server.signIn("lin", home, "lincoln");
            var before = server.enroll("lincoln", "lin", "lab-204-07");
            before.hardware(server.gatewayPort(), OLD);
            var after = server.enroll("lincoln", "lin", "lab-204-07-new");
            after.hardware(server.gatewayPort(), NEW);
            var reason = "same laptop, new image";

            var both = run("device", "merge", NEW, OLD, "--reason", reason);
            assertThat(both.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(both.err()).contains("both are alive: ", "say whose enrollment ends");
            var nobody = run("device", "merge", "lab-204-99", OLD, "--reason", reason);
            assertThat(nobody.code()).isNotZero();
            assertThat(nobody.err()).contains("lab-204-99").hasLineCount(1);
            var unsaid = run("device", "merge", NEW, OLD);
            assertThat(unsaid.code()).isEqualTo(ExitCode.USAGE.number());

            var merged = ok("device", "merge", NEW, OLD, "--end", OLD, "--reason", reason);

            assertThat(merged).contains("is now part of", "its enrollment goes on there");
            assertThat(serials()).hasSize(1);
            after.checkIn(server.gatewayPort(), List.of());
            assertThat(ok("device", "show", NEW)).contains("merged into this on", reason);

            var from = merged.substring(merged.indexOf('(') + 1, merged.indexOf(')'));
            var into = merged.substring(merged.lastIndexOf('(') + 1, merged.lastIndexOf(')'));
            var undone = ok("device", "unmerge", from, "--reason", "two laptops after all");
            assertThat(undone).contains(" is a device of its own again");
            // the enrollment that the merge ended stays so
            assertThat(serials()).containsExactly(NEW);
            assertThat(undone).contains("but ");
            assertThat(ok("device", "show", into)).contains("superseded").doesNotContain(NEW);
            var again = run("device", "unmerge", from, "--reason", "again");
            assertThat(again.code()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(again.err()).contains("not merged");
        }
    }
}

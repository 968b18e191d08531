package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredTest {

    @TempDir private Path folder;

    @Test
    void whatAnAgentHadConfirmedBeforeTheBackupIsHandedOutAgain() throws IOException {
        var backup = folder.resolve("b.zip");
        var first = TestServer.start(folder);
        TestAgent agent;
        try (first) {
            agent = first.enroll("lincoln", "lin", "pc-1");
            agent.checkIn(first.gatewayPort(), List.of());
            ask(first);
            var run = agent.checkIn(first.gatewayPort(), List.of()).orders().getFirst().run();
            assertThat(agent.checkIn(first.gatewayPort(), List.of(run)).orders()).isEmpty();
            first.download("/api/v1/server/backup", "boss", backup);
        }
        Files.move(folder.resolve("data"), folder.resolve("data.old"));

        restore(backup);

        try (var server = first.again()) {
            assertThat(agent.checkIn(server.gatewayPort(), List.of()).orders()).hasSize(1);
        }
    }

    private static void ask(TestServer server) {
        var jobs = "/api/v1/districts/lincoln/jobs";
        var asked = "\"action\":{\"type\":\"collect-inventory\"},\"query\":\"\"";
        var preview = server.send("POST", jobs + "/preview", "lin", "{" + asked + "}").json();
        var made =
                server.send(
                        "POST",
                        jobs,
                        "lin",
                        "{%s,\"selection\":%s,\"runs\":%s}"
                                .formatted(asked, preview.get("selection"), preview.get("runs")));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private CommandRun restore(Path backup) {
        var restored =
                CommandRun.of(
                        folder,
                        InstantSource.system(),
                        "restore",
                        backup.toString(),
                        "--data",
                        folder.resolve("data").toString(),
                        "--json");
        assertThat(restored.err()).isEmpty();
        return restored;
    }

    @Test
    void whatCannotBeReadIsNamedInOneLine() {
        var backup = folder.resolve("x.zip");
        var data = folder.resolve("data");

        assertThat(failed("restore", backup.toString(), "--data", data.toString()))
                .isEqualTo("rollcall: cannot read the backup " + backup + ": it is not there\n");
        assertThat(failed("restore", folder.toString(), "--data", data.toString()))
                .isEqualTo("rollcall: cannot read the backup " + folder + ": it is no file\n");
        assertThat(data).doesNotExist();
        var password = folder.resolve("password");
        assertThat(
                        failed(
                                "restore",
                                "--mark-restored",
                                "jdbc:postgresql://localhost/rollcall",
                                "--db-password-file",
                                password.toString()))
                .isEqualTo(
                        "rollcall: cannot read the password file "
                                + password
                                + ": it is not there\n");
    }

    private String failed(String... arguments) {
        var run = CommandRun.of(folder, InstantSource.system(), arguments);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        return run.err();
    }

    @Test
    void aRestoredServerHasItInItsAudit() throws IOException {
        var backup = folder.resolve("b.zip");
        var first = TestServer.start(folder);
        try (first) {
            first.download("/api/v1/server/backup", "boss", backup);
        }
        Files.move(folder.resolve("data"), folder.resolve("data.old"));

        var restored = restore(backup);

        assertThat(Json.strict().readTree(restored.out()).path("epoch").longValue()).isEqualTo(2);
        try (var server = first.again()) {
            var newest = server.get("/api/v1/districts/acme/audit", "boss").json().at("/items/0");
            assertThat(newest.path("verb").stringValue()).isEqualTo("restored");
            assertThat(newest.at("/before/epoch").longValue()).isEqualTo(1);
            assertThat(newest.at("/after/backup").stringValue()).isEqualTo("b.zip");
        }
    }
}

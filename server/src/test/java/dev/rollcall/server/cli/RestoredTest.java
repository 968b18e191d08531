package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredTest {

    @TempDir private Path folder;

    @Test
    void aRestoredServerHasItInItsAudit() throws IOException {
        var backup = folder.resolve("b.zip");
        var first = TestServer.start(folder);
        try (first) {
            first.download("/api/v1/server/backup", "boss", backup);
        }
        Files.move(folder.resolve("data"), folder.resolve("data.old"));

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
        assertThat(Json.strict().readTree(restored.out()).path("epoch").longValue()).isEqualTo(2);
        try (var server = first.again()) {
            var newest = server.get("/api/v1/districts/acme/audit", "boss").json().at("/items/0");
            assertThat(newest.path("verb").stringValue()).isEqualTo("restored");
            assertThat(newest.at("/before/epoch").longValue()).isEqualTo(1);
            assertThat(newest.at("/after/backup").stringValue()).isEqualTo("b.zip");
        }
    }
}

package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.testing.TestTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the table of metrics in docs/operations.md to what a running server really has. */
class MetricsDocumentedTest {

    private static final Pattern DOCUMENTED = Pattern.compile("\\| `(rollcall_[a-z_]+)");
    private static final Pattern MEASURED = Pattern.compile("# TYPE (rollcall_[a-z_]+) .*");

    @TempDir private Path folder;

    @Test
    void everyMetricIsDocumentedAndNothingElse() throws IOException, InterruptedException {
        var config =
                ConfigFile.parse(
                                """
                                data: %s
                                https.listen: 127.0.0.1:0
                                gateway.listen: 127.0.0.1:0
                                free-space.inventory: 1MiB
                                free-space.outcomes: 1MiB
                                metrics.readers: tokens-and-loopback
                                """
                                        .formatted(folder.resolve("data")),
                                Map.of())
                        .server();
        var clock = InstantSource.system();
        Files.createDirectories(config.data());
        try (var database = Database.open(config.storage())) {
            Migrations.run(database);
            new TestPki(database, folder, clock).initialize();
        }

        try (var server =
                        Server.start(
                                config,
                                TestPki.PASSPHRASE,
                                clock,
                                ClockCheck.BY_RECORDS,
                                new SecureRandom());
                var client = HttpClient.newBuilder().sslContext(TestTrust.everyone()).build()) {
            var first = get(client, server, "/health");
            assertThat(first).contains("up");

            var measured =
                    get(client, server, "/metrics")
                            .lines()
                            .map(MEASURED::matcher)
                            .filter(line -> line.matches())
                            .map(line -> line.group(1))
                            .filter(name -> !name.endsWith("_max"))
                            .collect(Collectors.toCollection(TreeSet::new));

            assertThat(measured).isEqualTo(documented());
        }
    }

    private static String get(HttpClient client, Server server, String path)
            throws IOException, InterruptedException {
        var uri = URI.create("https://127.0.0.1:" + server.httpsPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    private static TreeSet<String> documented() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                .map(DOCUMENTED::matcher)
                .filter(line -> line.lookingAt())
                .map(line -> line.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Belongings;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A device goes from one district to another. */
class TransferTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String ADAMS = "/api/v1/districts/adams";

    @TempDir private Path folder;

    @StorageTest
    void aDeviceJoinsTheOtherDistrictAsNewAndBringsNothingButTheIdOfItsRecord(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = Belongings.make(server, "lincoln", "lin");
            var old = lincoln.one("device");
            var path = LINCOLN + "/devices/" + old + "/transfer";
            var body = "{\"to\":\"adams\",\"reason\":\"lincoln-north closes\"}";
            assertThat(server.send("POST", path, "lin", body).status()).isEqualTo(404);
            assertThat(server.send("POST", path, "ada", body).status()).isIn(403, 404);

            var made = server.send("POST", path, "boss", body);

            assertThat(made.status()).as(made.text()).isEqualTo(201);
            var secret = made.json().path("secret").stringValue();
            var agent = join(server, made.json().path("caFingerprint").stringValue(), secret);
            agent.checkIn(server.gatewayPort(), List.of());
            var listed = server.get(ADAMS + "/devices", "ada").json().path("items");
            assertThat(listed.size()).isEqualTo(1);
            var id = listed.get(0).path("id").stringValue();
            assertThat(id).isNotEqualTo(old);
            var shown = server.get(ADAMS + "/devices/" + id, "ada").json();
            assertThat(shown.path("cameFrom").stringValue()).isEqualTo(old);
            assertThat(shown.path("status").stringValue()).isEqualTo("enrolled");

            var left = server.get(LINCOLN + "/devices/" + old, "lin").json();
            assertThat(left.path("status").stringValue()).isEqualTo("retired");
            assertThat(left.at("/retirement/as").stringValue()).isEqualTo("transferred");
            assertThat(listedIn(server, "retired:transferred")).isEqualTo(1);
            assertThat(listedIn(server, "retired:stolen")).isZero();

            nothingOf(lincoln, old, server, id);
            assertThat(server.send("POST", path, "boss", body).status()).isEqualTo(409);
        }
    }

    private TestAgent join(TestServer server, String fingerprint, String secret) {
        return TestAgent.enroll(
                "adams-pc", server.httpsPort(), secret, fingerprint, folder.resolve("joined"));
    }

    private static int listedIn(TestServer server, String query) {
        return server.get(LINCOLN + "/devices?query=" + query, "lin").json().path("items").size();
    }

    /** What the other district's administrator can read says nothing of this one. */
    private static void nothingOf(Belongings lincoln, String old, TestServer server, String id) {
        var readable =
                Stream.of("/devices", "/devices/" + id, "/tokens", "/audit", "/units")
                        .map(path -> server.get(ADAMS + path, "ada"))
                        .peek(answer -> assertThat(answer.status()).isEqualTo(200))
                        .map(answer -> answer.text())
                        .collect(Collectors.joining("\n"));
        lincoln.marks().stream()
                .filter(mark -> !mark.equals(old))
                .forEach(mark -> assertThat(readable).doesNotContain(mark));
        assertThat(server.get(LINCOLN + "/devices/" + old, "ada").status()).isEqualTo(404);
    }
}

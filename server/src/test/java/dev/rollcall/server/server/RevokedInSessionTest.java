package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the session of a device that is revoked or retired. */
class RevokedInSessionTest {

    private static final String DEVICES = "/api/v1/districts/lincoln/devices";

    @TempDir private Path folder;

    @StorageTest
    void theSessionIsToldWhyUnaskedAndThenEnds(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            ends(server, "revoke", "device-revoked");
            ends(server, "retire", "device-retired");
        }
    }

    private static void ends(TestServer server, String verb, String code) throws IOException {
        var agent = server.enroll("lincoln", "lin", "pc-" + verb);
        var id = server.get(DEVICES, "lin").json().at("/items/0/id").stringValue();
        try (var session = agent.session(server.gatewayPort())) {
            var answer =
                    server.send(
                            "POST",
                            DEVICES + "/" + id + "/" + verb,
                            "lin",
                            "{\"reason\":\"gone\"}");
            var told = session.next();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(told)
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
            assertThat(session.endsQuietly()).isTrue();
        }
        try (var again = agent.connect(server.gatewayPort())) {
            assertThat(again.ask(CheckIn.bare("boot-2")))
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.code()).isEqualTo(code));
        }
    }
}

package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Furnished;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, asked of every operation that openapi.yaml has. */
class RightsOfRolesTest {

    private static final String ADAMS = "/api/v1/districts/adams";

    /** Everybody may sign in, and look after tokens of their own. */
    private static final Set<String> OWN = Set.of("signIn", "createApiToken", "revokeApiToken");

    private final OpenApi api = OpenApi.read();

    @TempDir private Path folder;

    @StorageTest
    void whoOnlyLooksChangesNothingByAnyRoute(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var adams = Furnished.adams(server);
            hire(server, "audrey", "adams", "auditor", "");
            hire(server, "cusa", "adams", "key-custodian", "");
            var before = Furnished.newestEvent(server);

            int asked = 0;
            for (var who : Set.of("audrey", "cusa")) {
                for (var operation : api.operations().keySet()) {
                    if (!operation.startsWith("get ") && !OWN.contains(id(operation))) {
                        asked += refused(server, adams, operation, who);
                    }
                }
            }

            assertThat(asked).isGreaterThan(40);
            assertThat(Furnished.newestEvent(server)).isEqualTo(before);
        }
    }

    @Test
    void withoutASignInThereIsNothingButTheSignIn() throws IOException {
        try (var server = TestServer.start(folder)) {
            for (var operation : api.operations().keySet()) {
                var method = operation.split(" ")[0].toUpperCase(Locale.ROOT);
                var address = operation.split(" ")[1].replaceAll("[{}]", "");
                if (!id(operation).equals("signIn")) {
                    assertThat(server.send(method, address, "", "").status())
                            .as(operation)
                            .isEqualTo(401);
                }
            }
        }
    }

    @Test
    void aDenyAtAUnitBeatsWhatIsAllowedAbove() throws IOException {
        try (var server = TestServer.start(folder)) {
            made(server, "/units", "{\"kind\":\"school\",\"slug\":\"a-1\",\"name\":\"One\"}");
            made(server, "/units", "{\"kind\":\"school\",\"slug\":\"a-2\",\"name\":\"Two\"}");
            hire(server, "tess", "adams", "technician", "");
            made(
                    server,
                    "/grants",
                    "{\"login\":\"tess\",\"unit\":\"a-2\",\"role\":\"technician\",\"effect\":\"deny\"}");

            assertThat(token(server, "tess", "a-1")).isEqualTo(201);
            assertThat(token(server, "tess", "a-2")).isIn(403, 404);
        }
    }

    @Test
    void whatIsGrantedForATimeEndsWithIt() throws IOException {
        try (var server = TestServer.start(folder)) {
            var end = Instant.now().plusSeconds(3);
            hire(server, "subst", "adams", "technician", ",\"until\":\"" + end + "\"");

            var before = token(server, "subst", "adams");
            org.awaitility.Awaitility.await().until(() -> Instant.now().isAfter(end));

            assertThat(before).isEqualTo(201);
            assertThat(token(server, "subst", "adams")).isIn(403, 404);
        }
    }

    private static int token(TestServer server, String who, String unit) {
        return server.send("POST", ADAMS + "/tokens", who, "{\"unit\":\"" + unit + "\"}").status();
    }

    private int refused(TestServer server, Furnished adams, String operation, String who) {
        var method = operation.split(" ")[0].toUpperCase(Locale.ROOT);
        int asked = 0;
        for (var address : adams.addresses(operation.split(" ")[1], "adams")) {
            var answer = server.send(method, address, who, Furnished.body(id(operation)));
            assertThat(answer.status())
                    .as(who + ": " + method + " " + address + " " + answer.text())
                    .isIn(403, 404);
            asked++;
        }
        return asked;
    }

    private String id(String operation) {
        return api.operations().get(operation).path("operationId").stringValue();
    }

    private static void hire(
            TestServer server, String login, String unit, String role, String more) {
        made(
                server,
                "/people",
                "{\"login\":\"%s\",\"displayName\":\"%s\",\"password\":\"%s\"}"
                        .formatted(login, login, TestServer.PASSWORD));
        made(
                server,
                "/grants",
                "{\"login\":\"%s\",\"unit\":\"%s\",\"role\":\"%s\"%s}"
                        .formatted(login, unit, role, more));
        server.signIn(login);
    }

    private static void made(TestServer server, String path, String body) {
        var answer = server.send("POST", ADAMS + path, "ada", body);
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(201);
    }
}

package dev.rollcall.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.api.OpenApi;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Belongings;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every operation of openapi.yaml, asked by who may not, with a body that would do something. */
class ClosedDoorsTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";

    /** What changes something, and yet is for everybody; and why. */
    private static final Map<String, String> FOR_EVERYBODY =
            Map.of(
                    "post /api/v1/sign-in", "nobody is anybody before",
                    "post /api/v1/me/tokens", "it may do no more than who makes it");

    private static final Set<String> PUBLIC = Set.of("post /api/v1/sign-in");

    /** Nobody; somebody with a token that nobody made; somebody who was disabled. */
    private static final List<String> WITHOUT = List.of("", "stranger", "eve");

    /** In bodies; whatever else an operation needs is made up from its schema. */
    private static final Map<String, String> NAMED =
            Map.of(
                    "unit", "\"lincoln-north\"",
                    "login", "\"lincoln-kim\"",
                    "slug", "\"south\"",
                    "action", "{\"type\":\"collect-inventory\"}",
                    "source",
                            "\"policy: other\\nassign: [lincoln-north]\\nsettings:\\n  file:\\n"
                                    + "    - path: /etc/issue\\n      content: hello\\n\"");

    private final OpenApi api = OpenApi.read();

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"auditor", "key-custodian"})
    void whoOnlyLooksChangesNothingByAnyOperation(String role) throws IOException {
        try (var server = TestServer.start(folder)) {
            var lincoln = Belongings.make(server, "lincoln", "lin");
            var own = server.person("lincoln", "lin", "eve");
            give(server, "eve", "lincoln", role, "");
            var before = newestEvents(server);

            var asked =
                    refused(
                            server,
                            "eve",
                            lincoln,
                            operation ->
                                    !operation.startsWith("get ")
                                            && !FOR_EVERYBODY.containsKey(operation));

            assertThat(asked).hasSizeGreaterThan(20);
            assertThat(newestEvents(server)).as("nothing was done").isEqualTo(before);
            theirOwnIsTheirs(server, own);
        }
    }

    /** What is about nobody but oneself: a token, ending it, a password. */
    private static void theirOwnIsTheirs(TestServer server, String own) {
        var made =
                server.send(
                        "POST",
                        "/api/v1/me/tokens",
                        "eve",
                        "{\"name\":\"mine\",\"permissions\":[\"org-view\"],\"days\":1}");
        assertThat(made.status()).isEqualTo(201);
        var token = "/api/v1/me/tokens/" + made.json().path("id").stringValue();
        assertThat(server.send("DELETE", token, "eve", "").status()).isEqualTo(204);
        assertThat(
                        server.send(
                                        "PUT",
                                        LINCOLN + "/people/" + own + "/password",
                                        "eve",
                                        "{\"password\":\"another long one\"}")
                                .status())
                .isEqualTo(204);
        assertThat(
                        server.send(
                                        "POST",
                                        "/api/v1/sign-in",
                                        "",
                                        "{\"login\":\"eve\",\"password\":\"another long one\"}")
                                .status())
                .isEqualTo(201);
    }

    @StorageTest
    void withoutATokenThatWorksNothingIsAnsweredButWhatIsOpenToAll(TestDatabase engine)
            throws IOException {
        var open =
                api.operations().entrySet().stream()
                        .filter(operation -> operation.getValue().has("security"))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        assertThat(open).isEqualTo(PUBLIC);

        try (var server = TestServer.start(folder, engine)) {
            var lincoln = Belongings.make(server, "lincoln", "lin");
            var gone = server.person("lincoln", "lin", "eve");
            give(server, "eve", "lincoln", "technician", "");
            server.send("POST", LINCOLN + "/people/" + gone + "/disable", "lin", "");
            var before = newestEvents(server);

            for (var operation : api.operations().keySet()) {
                for (var address : lincoln.addresses(path(operation))) {
                    for (var who : PUBLIC.contains(operation) ? List.<String>of() : WITHOUT) {
                        var answer = ask(server, operation, address, who);
                        assertThat(answer.status()).as(who + " " + operation).isEqualTo(401);
                        assertThat(answer.code()).isEqualTo("sign-in-required");
                        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                    }
                }
            }
            assertThat(newestEvents(server)).as("nothing was done").isEqualTo(before);
        }
    }

    @StorageTest
    void aDenialAtASchoolBeatsAGrantForTheDistrict(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = Belongings.make(server, "lincoln", "lin");
            server.enroll("lincoln", "lin", "elsewhere");
            server.person("lincoln", "lin", "eve");
            give(server, "eve", "lincoln", "technician", "");
            var device = LINCOLN + "/devices/" + lincoln.one("device");
            assertThat(label(server, device).status()).isEqualTo(200);

            give(server, "eve", "lincoln-north", "technician", ",\"effect\":\"deny\"");

            assertThat(refused(server, "eve", lincoln, ClosedDoorsTest::isAboutTheSchool))
                    .contains(
                            "post /api/v1/districts/{district}/devices/{device}/retire",
                            "post /api/v1/districts/{district}/jobs/{job}/cancel",
                            "post /api/v1/districts/{district}/tokens");
            var seen = server.get(LINCOLN + "/devices", "eve").json().path("items");
            assertThat(seen).hasSize(1);
            assertThat(seen.at("/0/id").stringValue()).isNotEqualTo(lincoln.one("device"));
            var other = LINCOLN + "/devices/" + seen.at("/0/id").stringValue();
            assertThat(label(server, other).status()).isEqualTo(200);
            assertThat(preview(server).path("runs").intValue()).isEqualTo(1);
        }
    }

    /** By its path or, as {@link #NAMED} has it, by its body. */
    private static boolean isAboutTheSchool(String operation) {
        return Set.of("{unit}", "{device}", "{job}").stream().anyMatch(operation::contains)
                || Set.of(
                                "post /api/v1/districts/{district}/policies",
                                "post /api/v1/districts/{district}/tokens")
                        .contains(operation);
    }

    @StorageTest
    void aGrantWorksFromItsBeginningAndNoLongerThanToItsEnd(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lincoln = Belongings.make(server, "lincoln", "lin");
            server.person("lincoln", "lin", "eve");
            var from = server.now().plus(Duration.ofMinutes(20));
            var until = from.plus(Duration.ofMinutes(20));
            give(
                    server,
                    "eve",
                    "lincoln",
                    "district-admin",
                    ",\"from\":\"%s\",\"until\":\"%s\"".formatted(from, until));
            var device = LINCOLN + "/devices/" + lincoln.one("device");

            assertThat(label(server, device).status()).isEqualTo(404);
            server.forward(Duration.ofMinutes(30));
            assertThat(label(server, device).status()).isEqualTo(200);
            server.forward(Duration.ofMinutes(10));

            assertThat(
                            refused(
                                    server,
                                    "eve",
                                    lincoln,
                                    operation -> operation.contains("district}")))
                    .hasSizeGreaterThan(40);
            assertThat(server.get("/api/v1/districts", "eve").json().path("items")).isEmpty();
            assertThat(server.get("/api/v1/me", "eve").json().path("grants")).isEmpty();
        }
    }

    @StorageTest
    void whoGivesNoGrantsLearnsNoLoginsByTrying(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            Belongings.make(server, "lincoln", "lin");
            server.person("lincoln", "lin", "eve");
            give(server, "eve", "lincoln", "technician", "");

            var there = grant(server, "eve", "lincoln-kim");
            var notThere = grant(server, "eve", "nobody-of-this-name");

            assertThat(there.status()).isEqualTo(403);
            assertThat(notThere.status()).isEqualTo(403);
            assertThat(notThere.json().path("detail")).isEqualTo(there.json().path("detail"));
        }
    }

    private static Answer grant(TestServer server, String who, String to) {
        return server.send(
                "POST",
                LINCOLN + "/grants",
                who,
                "{\"login\":\"%s\",\"unit\":\"lincoln\",\"role\":\"help-desk\"}".formatted(to));
    }

    @StorageTest
    void whatOneMayNotSeeIsRefusedAndNotEmpty(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            Belongings.make(server, "lincoln", "lin");
            server.person("lincoln", "lin", "eve");
            give(server, "eve", "lincoln", "key-custodian", "");

            for (var list : List.of("people", "grants", "audit", "tokens", "policies", "jobs")) {
                assertThat(server.get(LINCOLN + "/" + list, "eve").status())
                        .as(list)
                        .isEqualTo(403);
            }
            assertThat(server.get(LINCOLN + "/devices", "eve").status()).isEqualTo(200);
        }
    }

    /** Asks all of these of all that there is. @return what was asked */
    private Set<String> refused(
            TestServer server, String who, Belongings of, Predicate<String> which) {
        var asked = api.operations().keySet().stream().filter(which).collect(Collectors.toSet());
        for (var operation : asked) {
            for (var address : of.addresses(path(operation))) {
                var answer = ask(server, operation, address, who);
                assertThat(answer.status())
                        .as(who + " " + operation + " " + address + " " + answer.text())
                        .isIn(403, 404);
                api.isProblem(answer);
            }
        }
        return asked;
    }

    private Answer ask(TestServer server, String operation, String address, String who) {
        var method = operation.split(" ")[0].toUpperCase(Locale.ROOT);
        return server.send(method, address, who, api.leastBody(operation, NAMED));
    }

    private static String path(String operation) {
        return operation.split(" ")[1];
    }

    private static void give(
            TestServer server, String login, String unit, String role, String more) {
        var body =
                "{\"login\":\"%s\",\"unit\":\"%s\",\"role\":\"%s\"%s}"
                        .formatted(login, unit, role, more);
        var given = server.send("POST", LINCOLN + "/grants", "lin", body);
        assertThat(given.status()).as(given.text()).isEqualTo(201);
    }

    private static Answer label(TestServer server, String device) {
        return server.send("PATCH", device, "eve", "{\"label\":\"by eve\"}");
    }

    private static JsonNode preview(TestServer server) {
        return server.send(
                        "POST",
                        LINCOLN + "/jobs/preview",
                        "eve",
                        "{\"action\":{\"type\":\"collect-inventory\"}}")
                .json();
    }

    private static List<Long> newestEvents(TestServer server) {
        return List.of(newestEvent(server, "lincoln"), newestEvent(server, "acme"));
    }

    private static long newestEvent(TestServer server, String district) {
        return server.get("/api/v1/districts/" + district + "/audit?limit=1", "boss")
                .json()
                .at("/items/0/seq")
                .asLong(0);
    }
}

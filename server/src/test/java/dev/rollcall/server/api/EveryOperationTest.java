package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestCa;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A year of a district in one sitting: every operation is asked for, as openapi.yaml has it. */
class EveryOperationTest {

    private static final String DISTRICT = "/api/v1/districts/{district}";
    private static final String SCRIPT =
            "{\"type\":\"run-script\",\"interpreter\":\"sh\",\"script\":\"true\","
                    + "\"timeout\":\"PT1M\",\"repeatable\":false}";

    /** Before them there was nothing to tell of. */
    private static final Set<String> BIRTHS =
            Set.of("created", "granted", "exported", "backed-up", "signed-in", "erased");

    private final OpenApi api = OpenApi.read();
    private final TreeSet<String> asked = new TreeSet<>();
    private final Map<String, String> known = new HashMap<>(Map.of("district", "lincoln"));

    @TempDir private Path folder;

    @StorageTest
    void everyOperationTakesAndAnswersWhatItsSchemasSay(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            access(server);
            organization(server);
            people(server);
            enrollment(server);
            var agent = devices(server);
            assets(server);
            policies(server);
            vulnerabilities(server, agent);
            jobs(server, agent);
            exports(server);
            audit(server);
            departures(server);
            merges(server);
            clones(server);
            tpmRoots(server);
            server(server, engine);
        }
        assertThat(asked).isEqualTo(new TreeSet<>(api.operations().keySet()));
    }

    private void access(TestServer server) {
        ask(
                server,
                "",
                "post /api/v1/sign-in",
                "{\"login\":\"lin\",\"password\":\"" + TestServer.PASSWORD + "\"}");
        ask(server, "get /api/v1/me");
        var made =
                ask(
                        server,
                        "post /api/v1/me/tokens",
                        "{\"name\":\"script\",\"permissions\":[\"org-view\"],\"days\":3}");
        ask(server, "get /api/v1/me/tokens");
        known.put("token", made.path("id").stringValue());
        ask(server, "delete /api/v1/me/tokens/{token}");
    }

    private void organization(TestServer server) {
        ask(server, "get /api/v1/districts");
        ask(server, "get " + DISTRICT);
        ask(
                server,
                "post " + DISTRICT + "/units",
                "{\"kind\":\"school\",\"slug\":\"north\",\"name\":\"North\"}");
        ask(server, "get " + DISTRICT + "/units");
        known.put("unit", "north");
        ask(
                server,
                "patch " + DISTRICT + "/units/{unit}",
                "{\"name\":\"North School\",\"timeZone\":\"America/Denver\","
                        + "\"returnGraceDays\":30,\"historyDays\":1095}");
    }

    private void people(TestServer server) {
        var person =
                ask(
                        server,
                        "post " + DISTRICT + "/people",
                        "{\"login\":\"kim\",\"displayName\":\"Kim\",\"password\":\"a long enough one\"}");
        known.put("person", person.path("id").stringValue());
        ask(server, "get " + DISTRICT + "/people");
        ask(server, "get " + DISTRICT + "/people/{person}");
        ask(
                server,
                "put " + DISTRICT + "/people/{person}/password",
                "{\"password\":\"another long one\"}");
        ask(server, "post " + DISTRICT + "/people/{person}/disable");
        ask(server, "get " + DISTRICT + "/people/{person}");
        ask(server, "post " + DISTRICT + "/people/{person}/enable");
        var grant =
                ask(
                        server,
                        "post " + DISTRICT + "/grants",
                        "{\"login\":\"kim\",\"unit\":\"north\",\"role\":\"technician\","
                                + "\"until\":\"2099-01-01T00:00:00Z\"}");
        known.put("grant", grant.path("id").stringValue());
        ask(server, "get " + DISTRICT + "/grants");
        ask(server, "delete " + DISTRICT + "/grants/{grant}");
    }

    private void enrollment(TestServer server) {
        var made =
                ask(
                        server,
                        "post " + DISTRICT + "/tokens",
                        "{\"unit\":\"north\",\"uses\":2,\"validFor\":\"P1D\",\"note\":\"lab\"}");
        known.put("token", made.at("/token/id").stringValue());
        waits(server, made);
        ask(server, "get " + DISTRICT + "/tokens");
        ask(server, "post " + DISTRICT + "/tokens/{token}/revoke");
    }

    private void waits(TestServer server, JsonNode token) {
        try {
            var _ = new Applicant(server, "PF3K7Q2L", folder.resolve("waits")).asks(token);
        } catch (EnrollmentException e) {
            throw new IllegalStateException(e);
        }
        known.put("review", "R-1");
        ask(server, "get " + DISTRICT + "/reviews");
        ask(server, "get " + DISTRICT + "/reviews/groups");
        ask(server, "get " + DISTRICT + "/reviews/{review}");
        ask(
                server,
                "post " + DISTRICT + "/reviews/decisions",
                "{\"decision\":\"deny\",\"reviews\":[\"R-1\"],\"reason\":\"not ours\"}");
    }

    private TestAgent devices(TestServer server) {
        var agent = server.enroll("lincoln", "lin", "pc-1");
        server.enroll("lincoln", "lin", "pc-2");
        var listed = ask(server, "get " + DISTRICT + "/devices");
        known.put("device", listed.at("/items/0/id").stringValue());
        ask(server, "get " + DISTRICT + "/devices/count");
        ask(
                server,
                "post " + DISTRICT + "/permits",
                "{\"query\":\"\",\"validFor\":\"P7D\",\"expected\":2}");
        var permits = ask(server, "get " + DISTRICT + "/permits");
        known.put("permit", permits.at("/items/0/id").stringValue());
        ask(server, "post " + DISTRICT + "/permits/{permit}/withdraw");
        var labeled =
                ask(
                        server,
                        "patch " + DISTRICT + "/devices/{device}",
                        "{\"label\":\" teacher's desk \"}");
        assertThat(labeled.path("label").stringValue()).isEqualTo("teacher's desk");
        ask(server, "get " + DISTRICT + "/devices/{device}");
        ask(server, "get " + DISTRICT + "/devices/{device}/packages");
        ask(server, "get " + DISTRICT + "/software");
        ask(server, "get " + DISTRICT + "/software/versions");
        known.put("section", "volumes");
        ask(server, "get " + DISTRICT + "/inventory/schemas");
        ask(server, "get " + DISTRICT + "/inventory/schemas/{section}");
        ask(server, "get " + DISTRICT + "/changes");
        ask(server, "get " + DISTRICT + "/devices/{device}/changes");
        ask(server, "get " + DISTRICT + "/devices/{device}/differences");
        agent.says(server.gatewayPort(), figures());
        var figures = ask(server, "get " + DISTRICT + "/devices/{device}/volatile");
        assertThat(figures.at("/items/0/facts/loadPermille").intValue()).isEqualTo(420);
        known.put("expression", "1%3D%3D1");
        ask(server, "get " + DISTRICT + "/rules/check");
        ask(server, "get " + DISTRICT + "/devices/{device}/rule");
        ask(server, "post " + DISTRICT + "/devices/{device}/place", "{\"unit\":\"north\"}");
        ask(server, "get " + DISTRICT + "/devices/{device}/policy");
        return agent;
    }

    private static VolatileFacts figures() {
        return new VolatileFacts(
                Optional.of(List.of(new VolatileFacts.Space("/", 1 << 20, 1 << 30))),
                Optional.of(1L << 31),
                Optional.of(Duration.ofHours(3)),
                Optional.empty(),
                Optional.of(420),
                Optional.empty(),
                Optional.empty());
    }

    private void assets(TestServer server) {
        var made =
                ask(
                        server,
                        "post " + DISTRICT + "/assets",
                        "{\"assetTag\":\"004417\",\"unit\":\"north\",\"room\":\"204\",\"cost\":\"1249.5\","
                                + "\"purchasedOn\":\"2026-07-01\",\"holder\":\"Kim\"}");
        assertThat(made.path("cost").stringValue()).isEqualTo("1249.50");
        known.put("asset", made.path("id").stringValue());
        ask(server, "get " + DISTRICT + "/assets");
        ask(
                server,
                "patch " + DISTRICT + "/assets/{asset}",
                "{\"room\":\"12\",\"holder\":\"\",\"note\":\"lid is cracked\"}");
        var device = "{\"device\":\"" + known.get("device") + "\"}";
        var linked = ask(server, "post " + DISTRICT + "/assets/{asset}/link", device);
        assertThat(linked.path("devices")).hasSize(1);
        ask(server, "get " + DISTRICT + "/assets/{asset}");
        ask(server, "get " + DISTRICT + "/assets/unaccounted");
        ask(server, "get " + DISTRICT + "/assets/unaccounted/count");
        ask(server, "get " + DISTRICT + "/assets/unaccounted/devices");
        ask(server, "post " + DISTRICT + "/assets/{asset}/unlink", device);
        var rows =
                "{\"file\":\"list.csv\",\"rows\":[{\"line\":2,\"asset\":{\"assetTag\":\"004418\"}},"
                        + "{\"line\":3,\"asset\":{\"serial\":\"Default string\"}}]}";
        var judged = ask(server, "post " + DISTRICT + "/assets/imports/preview", rows);
        assertThat(judged.path("problems").intValue()).isEqualTo(1);
        ask(server, "post " + DISTRICT + "/assets/imports", rows);
        var imports = ask(server, "get " + DISTRICT + "/assets/imports");
        known.put("import", imports.at("/items/0/id").stringValue());
        ask(server, "post " + DISTRICT + "/assets/imports/{import}/undo");
    }

    private void policies(TestServer server) {
        ask(
                server,
                "post " + DISTRICT + "/policies",
                "{\"source\":\"policy: base\\nassign: [north]\\nsettings:\\n  file:\\n"
                        + "    - path: /etc/motd\\n      content: hello\\n\"}");
        known.put("policy", "base");
        known.put("version", "1");
        ask(server, "get " + DISTRICT + "/policies");
        ask(server, "get " + DISTRICT + "/policies/{policy}");
        ask(server, "get " + DISTRICT + "/policies/{policy}/versions");
        ask(server, "get " + DISTRICT + "/policies/{policy}/versions/{version}");
        ask(server, "get " + DISTRICT + "/devices/{device}/policy");
        ask(server, "delete " + DISTRICT + "/policies/{policy}/assignments/{unit}");
    }

    private void vulnerabilities(TestServer server, TestAgent agent) {
        agent.install(
                server.gatewayPort(),
                List.of(
                        new InstalledPackage(
                                "curl", "7.88.1-10+deb12u3", "amd64", PackageSource.DPKG)));
        var records =
                "{\"file\":\"osv.json\",\"more\":false,\"replace\":true,\"records\":[{\"at\":\"line 1\","
                        + "\"osv\":{\"id\":\"DEBIAN-CVE-2023-38545\",\"upstream\":[\"CVE-2023-38545\"],"
                        + "\"modified\":\"2023-10-11T00:00:00Z\",\"severity\":[{\"type\":\"CVSS_V3\","
                        + "\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\"}],\"affected\":[{"
                        + "\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"curl\"},\"ranges\":[{"
                        + "\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},"
                        + "{\"fixed\":\"7.88.1-10+deb12u4\"}]}]}]}},{\"at\":\"line 2\",\"osv\":{}}]}";
        var taken = ask(server, "post " + DISTRICT + "/vulnerabilities/imports", records);
        assertThat(taken.path("stored").intValue()).isEqualTo(1);
        assertThat(taken.at("/problems/0/at").stringValue()).isEqualTo("line 2");
        var listed = ask(server, "get " + DISTRICT + "/vulnerabilities");
        assertThat(listed.at("/items/0/devices").intValue()).isEqualTo(1);
        var data = ask(server, "get " + DISTRICT + "/vulnerabilities/data");
        assertThat(data.at("/systems/0/old").booleanValue()).isTrue();
        known.put("vulnerability", listed.at("/items/0/id").stringValue());
        ask(server, "get " + DISTRICT + "/vulnerabilities/{vulnerability}");
        ask(server, "get " + DISTRICT + "/devices/{device}");
    }

    private void jobs(TestServer server, TestAgent agent) {
        var preview =
                ask(
                        server,
                        "post " + DISTRICT + "/jobs/preview",
                        "{\"action\":" + SCRIPT + ",\"query\":\"\"}");
        var job =
                ask(
                        server,
                        "post " + DISTRICT + "/jobs",
                        "{\"action\":%s,\"query\":\"\",\"selection\":\"%s\",\"runs\":%d}"
                                .formatted(
                                        SCRIPT,
                                        preview.path("selection").stringValue(),
                                        preview.path("runs").intValue()));
        known.put("job", job.at("/job/number").stringValue());
        fail(server, agent);
        ask(server, "get " + DISTRICT + "/jobs");
        ask(server, "get " + DISTRICT + "/jobs/{job}");
        var runs = ask(server, "get " + DISTRICT + "/jobs/{job}/runs");
        assertThat(runs.path("items")).hasSize(2);
        known.put("run", runs.at("/items/0/id").stringValue());
        var its =
                server.get(
                        address("get " + DISTRICT + "/jobs/{job}/runs")
                                + "?device="
                                + known.get("device"),
                        "lin");
        assertThat(its.json().path("items")).hasSize(1);
        ask(server, "get " + DISTRICT + "/jobs/{job}/runs/{run}/output");
        ask(server, "post " + DISTRICT + "/jobs/{job}/retry", "{\"failed\":true}");
        ask(server, "post " + DISTRICT + "/jobs/{job}/cancel");
    }

    /** The first device takes its run, and says that it failed. */
    private static void fail(TestServer server, TestAgent agent) {
        var order = agent.checkIn(server.gatewayPort(), List.of()).orders().getFirst();
        var failed =
                new RunOutcome(
                        order.run(),
                        Outcome.FAILED,
                        Optional.of(3),
                        "no space left on device",
                        Duration.ofSeconds(2),
                        Optional.of(Duration.ofSeconds(1)),
                        12,
                        0);
        var reply = agent.checkIn(server.gatewayPort(), List.of(order.run()), List.of(failed));
        assertThat(reply.recorded()).contains(order.run());
    }

    private void exports(TestServer server) {
        for (var register : List.of("retirements", "assets")) {
            known.put("kind", register);
            known.put("part", register);
            ask(server, "get " + DISTRICT + "/exports/{kind}");
            ask(server, "get " + DISTRICT + "/exports/{kind}/coverage");
            ask(server, "get " + DISTRICT + "/exports/{kind}/{part}.csv");
        }
        known.put("kind", "devices");
        known.put("part", "devices");
        ask(server, "get " + DISTRICT + "/exports/{kind}");
        ask(server, "get " + DISTRICT + "/exports/{kind}/coverage");
        ask(server, "get " + DISTRICT + "/exports/{kind}/{part}.csv");
    }

    private void audit(TestServer server) {
        var events = ask(server, "get " + DISTRICT + "/audit");
        known.put("seq", Long.toString(events.at("/items/0/seq").longValue()));
        ask(server, "get " + DISTRICT + "/audit/verification");
        ask(server, "post " + DISTRICT + "/audit/{seq}/erasure", "{\"reason\":\"asked to\"}");
    }

    private void departures(TestServer server) {
        var devices = ask(server, "get " + DISTRICT + "/devices").path("items");
        ask(
                server,
                "post " + DISTRICT + "/devices/{device}/retire",
                "{\"reason\":\"sold\",\"as\":\"disposed\",\"on\":\"2026-01-31\"}");
        ask(server, "get " + DISTRICT + "/devices/{device}");
        ask(server, "post " + DISTRICT + "/devices/{device}/unretire", "{\"reason\":\"not sold\"}");
        ask(
                server,
                "boss",
                "post " + DISTRICT + "/devices/{device}/transfer",
                "{\"to\":\"adams\",\"reason\":\"closed school\"}");
        known.put("device", devices.get(1).path("id").stringValue());
        ask(server, "post " + DISTRICT + "/devices/{device}/revoke", "{\"reason\":\"stolen\"}");
        ask(server, "get " + DISTRICT + "/devices/{device}");
    }

    private void clones(TestServer server) {
        server.enroll("lincoln", "lin", "lab-204").copied(server.gatewayPort());
        var listed = ask(server, "get " + DISTRICT + "/clones");
        known.put("clone", listed.at("/items/0/name").stringValue());
        ask(server, "get " + DISTRICT + "/clones/{clone}");
        ask(server, "post " + DISTRICT + "/clones/{clone}/close", "{\"reason\":\"one machine\"}");
        ask(server, "get " + DISTRICT + "/clones/{clone}");
        ask(server, "post " + DISTRICT + "/clones/{clone}/reopen", "{\"reason\":\"two machines\"}");
        ask(server, "post " + DISTRICT + "/clones/{clone}/keep", "{\"boot\":\"copy-1\"}");
    }

    /** The one that was revoked was installed anew, and joined once more. */
    private void merges(TestServer server) {
        var old = known.get("device");
        server.enroll("lincoln", "lin", "pc-3");
        var all = ask(server, "get " + DISTRICT + "/devices").path("items");
        var fresh = all.get(all.size() - 1).path("id").stringValue();
        known.put("device", fresh);
        ask(
                server,
                "post " + DISTRICT + "/devices/{device}/merge",
                "{\"into\":\"%s\",\"reason\":\"installed anew\"}".formatted(old));
        ask(server, "get " + DISTRICT + "/devices/{device}");
        known.put("device", old);
        ask(server, "get " + DISTRICT + "/devices/{device}");
        known.put("device", fresh);
        ask(server, "post " + DISTRICT + "/devices/{device}/unmerge", "{\"reason\":\"a mistake\"}");
    }

    private void tpmRoots(TestServer server) {
        var root = Pem.encode(new TestCa("Maker", server.now()).root());
        var body = Json.wire().createObjectNode().put("certificates", root);
        var added = ask(server, "post " + DISTRICT + "/tpm-roots", body.toString());
        ask(server, "get " + DISTRICT + "/tpm-roots");
        known.put("root", added.at("/items/0/fingerprint").stringValue());
        ask(server, "delete " + DISTRICT + "/tpm-roots/{root}");
    }

    private void server(TestServer server, TestDatabase engine) {
        ask(server, "boss", "get /api/v1/server/status", "");
        ask(server, "boss", "get /api/v1/server/pki", "");
        if (engine == TestDatabase.H2) {
            ask(server, "boss", "post /api/v1/server/backup", "");
        } else {
            var operation = "post /api/v1/server/backup";
            var refused = server.send("POST", address(operation), "boss", "");
            asked.add(operation);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text()).contains("pg_dump");
        }
    }

    private JsonNode ask(TestServer server, String operation) {
        return ask(server, operation, "");
    }

    private JsonNode ask(TestServer server, String operation, String body) {
        return ask(server, "lin", operation, body);
    }

    private JsonNode ask(TestServer server, String who, String operation, String body) {
        var schema = request(operation);
        assertThat(schema.isMissingNode()).as("no body for " + operation).isEqualTo(body.isEmpty());
        if (!body.isEmpty()) {
            api.fits(Json.wire().readTree(body), schema);
        }
        var method = operation.split(" ")[0].toUpperCase(Locale.ROOT);
        var chain = operation.contains("/server/") ? "acme" : "lincoln";
        var newest = newestEvent(server, chain);
        var answer = server.send(method, address(operation), who, body);
        asked.add(operation);
        if (!method.equals("GET") && !operation.endsWith("/preview")) {
            audited(operation, newest, newestEvent(server, chain));
        }
        var responses = api.operations().get(operation).path("responses");
        assertThat(responses.has(Integer.toString(answer.status())))
                .as(operation + " " + answer.status() + " " + answer.text())
                .isTrue();
        if (!answer.header("Content-Type").startsWith("application/json")) {
            return Json.wire().createObjectNode();
        }
        api.fits(answer.json(), schema(operation, answer));
        return answer.json();
    }

    private static JsonNode newestEvent(TestServer server, String district) {
        var address = "/api/v1/districts/" + district + "/audit?limit=1";
        return server.get(address, "boss").json().at("/items/0");
    }

    /** Whatever changes something leaves an event: who, when, from where, what, before, after. */
    private static void audited(String operation, JsonNode before, JsonNode event) {
        assertThat(event.path("seq").asLong())
                .as("an event of " + operation)
                .isGreaterThan(before.path("seq").asLong());
        assertThat(event.path("actorKind").asString()).as(operation).isEqualTo("person");
        assertThat(event.path("who").path("name").asString(""))
                .as(operation)
                .containsAnyOf("lin", "boss");
        assertThat(event.path("who").path("address").asString(""))
                .as(operation)
                .isEqualTo("127.0.0.1");
        assertThat(Instant.parse(event.path("at").asString())).as(operation).isNotNull();
        assertThat(event.has("after")).as("after " + operation).isTrue();
        boolean birth =
                BIRTHS.contains(event.path("verb").asString())
                        || event.at("/after/state/version").asInt(0) == 1;
        if (!birth) {
            assertThat(event.has("before")).as("before " + operation + " in " + event).isTrue();
        }
    }

    private JsonNode request(String operation) {
        return api.operations().get(operation).at("/requestBody/content/application~1json/schema");
    }

    private JsonNode schema(String operation, Answer answer) {
        return api.operations()
                .get(operation)
                .at("/responses/%d/content/application~1json/schema".formatted(answer.status()));
    }

    private String address(String operation) {
        var path = operation.split(" ")[1];
        for (var parameter : known.entrySet()) {
            path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return path + needed(operation);
    }

    /** What must be said behind the path. */
    private String needed(String operation) {
        return api.operations()
                .get(operation)
                .path("parameters")
                .valueStream()
                .map(parameter -> parameter.path("$ref").stringValue(""))
                .filter(ref -> ref.endsWith("/expression"))
                .map(_ -> "?expression=" + known.get("expression"))
                .findFirst()
                .orElse("");
    }
}

package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AuditedChangesTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String POLICY =
            "{\"source\":\"policy: base\\nassign: [lincoln]\\nsettings:\\n  file:\\n"
                    + "    - path: /etc/motd\\n      content: %s\\n\"}";

    @TempDir private Path folder;

    @StorageTest
    void everyChangeSaysWhatWasThereBefore(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            people(server);
            tokens(server);
            policies(server);
            devices(server);

            var before = before(server);

            assertThat(before.get("set-password person").path("tokens").intValue()).isZero();
            assertThat(before.get("disabled person").path("disabled").booleanValue()).isFalse();
            assertThat(before.get("enabled person").path("disabled").booleanValue()).isTrue();
            assertThat(before.get("ended grant").path("role").stringValue())
                    .isEqualTo("technician");
            assertThat(before.get("ended grant").has("until")).isFalse();
            assertThat(before.get("revoked api-token").path("name").stringValue())
                    .isEqualTo("script");
            assertThat(before.get("revoked enrollment-token").path("uses").intValue()).isEqualTo(7);
            assertThat(before.get("applied policy").path("version").intValue()).isEqualTo(1);
            assertThat(before.get("unassigned policy").path("units").get(0).stringValue())
                    .isEqualTo("lincoln");
            assertThat(before.get("cancelled job").path("waiting").intValue()).isEqualTo(1);
            assertThat(before.get("labeled device").path("label").stringValue()).isEmpty();
            assertThat(before.get("retired device").path("status").stringValue())
                    .isEqualTo("enrolled");
            assertThat(before.get("unretired device").path("as").stringValue()).isEqualTo("other");
        }
    }

    @StorageTest
    void ofSettingsTheAuditHasDigestsAndNoContents(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            policies(server);

            var told = server.get(LINCOLN + "/audit", "lin").text();
            var before = before(server).get("applied policy");

            assertThat(before.path("settings").path("file:/etc/motd").stringValue()).hasSize(64);
            assertThat(told).doesNotContain("first-content", "second-content");
        }
    }

    private static void people(TestServer server) {
        var person =
                ask(
                        server,
                        "POST",
                        "/people",
                        "{\"login\":\"kim\",\"displayName\":\"Kim\",\"password\":\"a long enough one\"}");
        var path = "/people/" + person.path("id").stringValue();
        ask(server, "PUT", path + "/password", "{\"password\":\"another long one\"}");
        ask(server, "POST", path + "/disable", "");
        ask(server, "POST", path + "/enable", "");
        var grant =
                ask(
                        server,
                        "POST",
                        "/grants",
                        "{\"login\":\"kim\",\"unit\":\"lincoln\",\"role\":\"technician\"}");
        ask(server, "DELETE", "/grants/" + grant.path("id").stringValue(), "");
    }

    private static void tokens(TestServer server) {
        var own =
                server.send(
                                "POST",
                                "/api/v1/me/tokens",
                                "lin",
                                "{\"name\":\"script\",\"permissions\":[\"org-view\"],\"days\":3}")
                        .json();
        server.send("DELETE", "/api/v1/me/tokens/" + own.path("id").stringValue(), "lin", "");
        var permit = ask(server, "POST", "/tokens", "{\"uses\":7}");
        ask(server, "POST", "/tokens/" + permit.at("/token/id").stringValue() + "/revoke", "");
    }

    private static void policies(TestServer server) {
        ask(server, "POST", "/policies", POLICY.formatted("first-content"));
        ask(server, "POST", "/policies", POLICY.formatted("second-content"));
        ask(server, "DELETE", "/policies/base/assignments/lincoln", "");
    }

    private static void devices(TestServer server) {
        server.enroll("lincoln", "lin", "pc-1");
        var device = ask(server, "GET", "/devices", "").at("/items/0/id").stringValue();
        var action = "{\"type\":\"restart-service\",\"service\":\"cups.service\"}";
        var preview = ask(server, "POST", "/jobs/preview", "{\"action\":" + action + "}");
        var job =
                ask(
                        server,
                        "POST",
                        "/jobs",
                        "{\"action\":%s,\"selection\":\"%s\",\"runs\":1}"
                                .formatted(action, preview.path("selection").stringValue()));
        ask(server, "POST", "/jobs/" + job.at("/job/id").stringValue() + "/cancel", "");
        ask(server, "PATCH", "/devices/" + device, "{\"label\":\"front desk\"}");
        ask(server, "POST", "/devices/" + device + "/retire", "{\"reason\":\"sold\"}");
        ask(server, "POST", "/devices/" + device + "/unretire", "{\"reason\":\"found\"}");
    }

    private static JsonNode ask(TestServer server, String method, String path, String body) {
        var answer = server.send(method, LINCOLN + path, "lin", body);
        assertThat(answer.status()).as(path + " " + answer.text()).isBetween(200, 204);
        return answer.text().isEmpty() ? Json.wire().createObjectNode() : answer.json();
    }

    /** What the newest event of each kind says was there. */
    private static Map<String, JsonNode> before(TestServer server) {
        var found = new HashMap<String, JsonNode>();
        var events = server.get(LINCOLN + "/audit?limit=100", "lin").json().path("items");
        for (var event : events) {
            found.putIfAbsent(
                    event.path("verb").stringValue() + " " + event.path("objectKind").stringValue(),
                    event.path("before"));
        }
        return found;
    }
}

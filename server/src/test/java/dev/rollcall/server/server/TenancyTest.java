package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.api.OpenApi;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Belongings;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Every route there is, with what belongs to one district, asked by another's administrator. */
class TenancyTest {

    /** Bodies that would do something, so that it is access that refuses them. */
    private static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry("changeUnit", "{\"name\":\"Mine\"}"),
                    Map.entry("setPassword", "{\"password\":\"a long enough one\"}"),
                    Map.entry("eraseAuditPayload", "{\"reason\":\"to hide it\"}"),
                    Map.entry("placeDevice", "{\"unit\":\"lincoln\"}"),
                    Map.entry("labelDevice", "{\"label\":\"mine\"}"),
                    Map.entry("revokeDevice", "{\"reason\":\"mine\"}"),
                    Map.entry("retireDevice", "{\"reason\":\"mine\"}"),
                    Map.entry("unretireDevice", "{\"reason\":\"mine\"}"),
                    Map.entry("transferDevice", "{\"to\":\"lincoln\",\"reason\":\"mine\"}"),
                    Map.entry(
                            "mergeDevice",
                            "{\"into\":\"0196f3a1-0000-7000-8000-000000000001\",\"reason\":\"mine\"}"),
                    Map.entry("unmergeDevice", "{\"reason\":\"mine\"}"),
                    Map.entry("closeCloneCase", "{\"reason\":\"mine\"}"),
                    Map.entry("reopenCloneCase", "{\"reason\":\"mine\"}"),
                    Map.entry("keepCloneCase", "{\"boot\":\"copy-1\"}"),
                    Map.entry("retryJob", "{\"failed\":true}"));

    /** What one may do in one's own district, said of what is another's. */
    private static final Map<String, List<String>> ANOTHERS =
            Map.of(
                    "POST /units",
                    List.of("{'kind':'lab','slug':'mine','name':'Mine','parent':'UNIT'}"),
                    "PATCH /units/lincoln-north",
                    List.of("{'parent':'UNIT'}"),
                    "POST /grants",
                    List.of(
                            "{'login':'lincoln-kim','unit':'UNIT','role':'technician'}",
                            "{'login':'adams-kim','unit':'lincoln','role':'technician'}"),
                    "POST /tokens",
                    List.of("{'unit':'UNIT'}"),
                    "POST /devices/OWN/place",
                    List.of("{'unit':'UNIT'}"),
                    "POST /devices/OWN/transfer",
                    List.of(
                            "{'to':'adams','reason':'theirs'}",
                            "{'to':'adams','unit':'UNIT','reason':'theirs'}",
                            "{'to':'lincoln','unit':'UNIT','reason':'theirs'}"),
                    "POST /devices/OWN/merge",
                    List.of("{'into':'THEIRS','reason':'mine'}"),
                    "POST /policies",
                    List.of(
                            "{'source':'policy: mine\\nassign: [UNIT]\\nsettings:\\n  file:\\n"
                                    + "    - path: /etc/motd\\n      content: mine\\n'}"));

    @TempDir private Path folder;

    @StorageTest
    void anAdministratorOfAnotherDistrictReachesNothingByAnyRoute(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var adams = Belongings.make(server, "adams", "ada");
            var before = newestEvent(server, "adams");

            for (var operation : OpenApi.read().operations().entrySet()) {
                var id = operation.getValue().path("operationId").stringValue();
                var path = operation.getKey().split(" ")[1];
                for (var district : List.of("adams", "lincoln")) {
                    for (var address : adams.addresses(path, district)) {
                        refused(server, operation.getKey(), id, address, adams);
                    }
                }
            }

            assertThat(newestEvent(server, "adams"))
                    .as("nothing was done in adams")
                    .isEqualTo(before);
        }
    }

    private static void refused(
            TestServer server, String operation, String id, String address, Belongings adams) {
        var method = operation.split(" ")[0].toUpperCase(Locale.ROOT);
        var answer = server.send(method, address, "lin", BODIES.getOrDefault(id, ""));
        var said = method + " " + address + " " + answer.status();
        var named = adams.marks().stream().anyMatch(address::contains);
        if (named) {
            assertThat(answer.status()).as(said + " " + answer.text()).isIn(403, 404);
        }
        if (named || method.equals("GET")) {
            // a refusal may repeat what the path said, and nothing else
            adams.marks().stream()
                    .filter(mark -> !address.contains(mark))
                    .forEach(mark -> assertThat(answer.text()).as(said).doesNotContain(mark));
        }
    }

    @StorageTest
    void whatABodyNamesOfAnotherDistrictIsNotThere(TestDatabase engine) throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var adams = Belongings.make(server, "adams", "ada");
            var lincoln = Belongings.make(server, "lincoln", "lin");
            var before = List.of(newestEvent(server, "adams"), newestEvent(server, "lincoln"));

            for (var asked : ANOTHERS.entrySet()) {
                var method = asked.getKey().split(" ")[0];
                var path = asked.getKey().split(" ")[1].replace("OWN", lincoln.one("device"));
                for (var form : asked.getValue()) {
                    for (var unit : adams.byParameter().get("unit")) {
                        var body =
                                form.replace('\'', '"')
                                        .replace("UNIT", unit)
                                        .replace("THEIRS", adams.one("device"));
                        unnamed(server, method, "/api/v1/districts/lincoln" + path, body, adams);
                    }
                }
            }

            assertThat(List.of(newestEvent(server, "adams"), newestEvent(server, "lincoln")))
                    .isEqualTo(before);
        }
    }

    private static void unnamed(
            TestServer server, String method, String address, String body, Belongings adams) {
        var answer = server.send(method, address, "lin", body);
        assertThat(answer.status()).as(body + " " + answer.text()).isIn(400, 404, 422);
        adams.marks().stream()
                .filter(mark -> !body.contains(mark))
                .forEach(mark -> assertThat(answer.text()).as(body).doesNotContain(mark));
    }

    private static long newestEvent(TestServer server, String district) {
        return server.get("/api/v1/districts/" + district + "/audit?limit=1", "boss")
                .json()
                .at("/items/0/seq")
                .longValue();
    }
}

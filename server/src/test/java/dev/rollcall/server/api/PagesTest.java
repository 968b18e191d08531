package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.server.http.TestHttp.Answer;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.Applicant;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestCa;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every list of openapi.yaml, page by page. */
class PagesTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";
    private static final String COLLECT = "{\"type\":\"collect-inventory\"}";
    private static final int ITEMS = 3;

    private final OpenApi api = OpenApi.read();

    @TempDir private Path folder;

    @StorageTest
    void everyListHasEachItemOnceAndTakesNoPlaceOrSizeThatIsNotItsOwn(TestDatabase engine)
            throws IOException {
        try (var server = TestServer.start(folder, engine)) {
            var lists = filled(server, folder);
            assertThat(lists.keySet()).isEqualTo(paged().keySet());

            var cursors = new HashMap<String, String>();
            for (var list : lists.entrySet()) {
                same(server, list.getValue());
                var first = get(server, list.getValue(), "limit=1").json();
                cursors.put(list.getKey(), first.path("next").stringValue());
            }
            for (var list : lists.entrySet()) {
                sizes(server, list.getValue(), paged().get(list.getKey()));
                for (var cursor : cursors.entrySet()) {
                    if (!cursor.getKey().equals(list.getKey())) {
                        refused(server, list.getValue(), "cursor=" + cursor.getValue(), "cursor");
                    }
                }
                for (var forged : forged(cursors.get(list.getKey()))) {
                    refused(server, list.getValue(), "cursor=" + forged, "cursor");
                }
            }
            assertThat(server.get(LINCOLN + "/policies/p-1/versions", "lin").text())
                    .doesNotContain("source", "/etc/motd");
        }
    }

    /** The greatest limit of every operation that has one. */
    private Map<String, Integer> paged() {
        var paged = new TreeMap<String, Integer>();
        for (var operation : api.operations().entrySet()) {
            for (var parameter : operation.getValue().path("parameters")) {
                var ref = parameter.path("$ref").asString("");
                var described = ref.isEmpty() ? parameter : api.document().at(ref.substring(1));
                if (described.path("name").asString("").equals("limit")) {
                    paged.put(operation.getKey(), described.at("/schema/maximum").intValue());
                }
            }
        }
        return paged;
    }

    /** Where each list is, with some items in each. */
    private static Map<String, String> filled(TestServer server, Path folder) {
        for (int i = 1; i <= ITEMS; i++) {
            make(server, "/api/v1/me/tokens", "{'name':'a','permissions':['org-view'],'days':3}");
            make(
                    server,
                    LINCOLN + "/units",
                    "{'kind':'school','slug':'s-%d','name':'School'}".formatted(i));
            make(
                    server,
                    LINCOLN + "/people",
                    "{'login':'kim-%d','displayName':'Kim','password':'a long enough one'}"
                            .formatted(i));
            make(
                    server,
                    LINCOLN + "/grants",
                    "{'login':'kim-%d','unit':'s-%d','role':'help-desk'}".formatted(i, i));
            make(server, LINCOLN + "/policies", policy("p-" + i, "same"));
            make(server, LINCOLN + "/policies", policy("p-1", "v" + i));
            // with a token each
            var agent = server.enroll("lincoln", "lin", "pc-" + i);
            if (i == 1) {
                days(server, agent);
            }
            for (int some : new int[] {1, ITEMS, packages().size()}) {
                agent.install(server.gatewayPort(), packages().subList(0, some));
            }
            waits(server, folder, i);
            make(server, LINCOLN + "/permits", "{'query':''}");
            make(server, LINCOLN + "/assets", "{'assetTag':'00441%d'}".formatted(i));
            make(
                    server,
                    LINCOLN + "/assets/imports",
                    "{'file':'list','rows':[{'line':2,'asset':{'assetTag':'00442%d'}}]}"
                            .formatted(i));
            agent.copied(server.gatewayPort());
            var maker = Pem.encode(new TestCa("Maker " + i, server.now()).root());
            make(
                    server,
                    LINCOLN + "/tpm-roots",
                    "{'certificates':'%s'}".formatted(maker.replace("\n", "\\n")));
        }
        IntStream.range(0, ITEMS).forEach(i -> job(server));
        vulnerabilities(server);

        var district = "get /api/v1/districts/{district}";
        var device = server.get(LINCOLN + "/devices", "lin").json().at("/items/0/id");
        var lists = new TreeMap<String, String>();
        lists.put("get /api/v1/districts", "/api/v1/districts");
        lists.put("get /api/v1/me/tokens", "/api/v1/me/tokens");
        for (var below :
                List.of(
                        "/assets",
                        "/assets/imports",
                        "/assets/unaccounted",
                        "/assets/unaccounted/devices",
                        "/audit",
                        "/changes",
                        "/clones",
                        "/devices",
                        "/grants",
                        "/inventory/schemas",
                        "/jobs",
                        "/people",
                        "/permits",
                        "/policies",
                        "/reviews",
                        "/reviews/groups",
                        "/software",
                        "/software/versions",
                        "/tokens",
                        "/tpm-roots",
                        "/units",
                        "/vulnerabilities")) {
            lists.put(district + below, LINCOLN + below);
        }
        lists.put(
                district + "/devices/{device}/packages",
                LINCOLN + "/devices/" + device.stringValue() + "/packages");
        lists.put(
                district + "/devices/{device}/changes",
                LINCOLN + "/devices/" + device.stringValue() + "/changes");
        lists.put(
                district + "/devices/{device}/volatile",
                LINCOLN + "/devices/" + device.stringValue() + "/volatile");
        lists.put(district + "/policies/{policy}/versions", LINCOLN + "/policies/p-1/versions");
        lists.put(district + "/jobs/{job}/runs", LINCOLN + "/jobs/J-1/runs");
        return lists;
    }

    /** A device of a token of its own. */
    private static void waits(TestServer server, Path folder, int number) {
        var token = Applicant.token(server, "lincoln", "lin", "{'uses':2}");
        try {
            var device =
                    new Applicant(server, "PF3K7Q" + number, folder.resolve("waits-" + number));
            var _ = device.asks(token);
        } catch (EnrollmentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String policy(String name, String content) {
        return "{'source':'policy: %s\\nsettings:\\n  file:\\n    - path: /etc/motd\\n      content: %s\\n'}"
                .formatted(name, content);
    }

    /** Of each there are figures, and whoever administers it signs in again. */
    private static void days(TestServer server, TestAgent agent) {
        for (int i = 1; i <= ITEMS; i++) {
            agent.says(server.gatewayPort(), VolatileFacts.NONE);
            if (i < ITEMS) {
                server.forward(Duration.ofDays(1));
            }
        }
        server.signIn("lin");
        server.signIn("boss");
    }

    /** About a package that every device has. */
    private static void vulnerabilities(TestServer server) {
        var records =
                IntStream.rangeClosed(1, ITEMS)
                        .mapToObj(i ->
                                ("{'at':'line %d','osv':{'id':'DSA-%d','modified':'2026-01-01T00:00:00Z',"
                                                + "'affected':[{'package':{'ecosystem':'Debian:12','name':'lib'},"
                                                + "'ranges':[{'type':'ECOSYSTEM','events':[{'introduced':'0'}]}]}]}}")
                                        .formatted(i, i))
                        .toList();
        make(
                server,
                LINCOLN + "/vulnerabilities/imports",
                "{'file':'osv','records':[" + String.join(",", records) + "]}");
    }

    /** Of one name in two versions, and of one that others begin with, such as programs have. */
    private static List<InstalledPackage> packages() {
        return List.of(
                new InstalledPackage("lib", "2", "amd64", PackageSource.DPKG),
                new InstalledPackage("lib", "1", "i386", PackageSource.DPKG),
                new InstalledPackage("lib", "1", "amd64", PackageSource.DPKG),
                new InstalledPackage("lib a", "1 b", "x64", PackageSource.FLATPAK),
                new InstalledPackage("lib-extra", "1", "amd64", PackageSource.DPKG),
                new InstalledPackage("lib+", "1:2~rc1", "amd64", PackageSource.DPKG));
    }

    private static void job(TestServer server) {
        var preview = make(server, LINCOLN + "/jobs/preview", "{'action':" + COLLECT + "}");
        make(
                server,
                LINCOLN + "/jobs",
                "{'action':%s,'selection':'%s','runs':%d}"
                        .formatted(
                                COLLECT,
                                preview.path("selection").stringValue(),
                                preview.path("runs").intValue()));
    }

    private static JsonNode make(TestServer server, String path, String body) {
        var answer = server.send("POST", path, "lin", body.replace('\'', '"'));
        assertThat(answer.status()).as(path + " " + answer.text()).isIn(200, 201);
        return answer.json();
    }

    private static Answer get(TestServer server, String list, String query) {
        // who sees all districts, or whose list has something in it
        var who = list.equals("/api/v1/districts") ? "boss" : "lin";
        return server.get(list + "?" + query, who);
    }

    private static void same(TestServer server, String list) {
        var whole = new ArrayList<JsonNode>();
        get(server, list, "limit=200").json().path("items").forEach(whole::add);

        assertThat(whole).as(list).hasSizeGreaterThanOrEqualTo(ITEMS).doesNotHaveDuplicates();
        assertThat(pages(server, list, 1)).as(list).isEqualTo(whole);
        assertThat(pages(server, list, 2)).as(list).isEqualTo(whole);
    }

    private static List<JsonNode> pages(TestServer server, String list, int limit) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var query = "limit=" + limit + (next.isEmpty() ? "" : "&cursor=" + next);
            var page = get(server, list, query).json();
            assertThat(page.path("items").size()).as(list).isBetween(1, limit);
            page.path("items").forEach(items::add);
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return items;
    }

    private void sizes(TestServer server, String list, int most) {
        assertThat(get(server, list, "limit=" + most).status()).as(list).isEqualTo(200);
        for (var wrong : List.of("" + (most + 1), "0", "-1", "9999999999", "ten", "1.5", "")) {
            refused(server, list, "limit=" + wrong, "limit");
        }
    }

    /** What is none, and what has the right mark before nonsense. */
    private static List<String> forged(String real) {
        var text = new String(Base64.getUrlDecoder().decode(real), StandardCharsets.UTF_8);
        var mark = text.substring(0, 8);
        return List.of("x", "%00", "..%2F", "a%20b", encoded("nothing"), encoded(mark + "a\0b"));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(TestServer server, String list, String query, String field) {
        var answer = get(server, list, query);

        assertThat(answer.status()).as(list + " " + query + " " + answer.text()).isEqualTo(422);
        api.isProblem(answer);
        assertThat(answer.code()).isEqualTo("invalid-value");
        assertThat(answer.json().path("field").stringValue()).isEqualTo(field);
        assertThat(answer.json().path("detail").stringValue()).contains(field);
    }
}

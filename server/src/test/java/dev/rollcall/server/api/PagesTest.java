package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class PagesTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";

    @TempDir private Path folder;

    @Test
    void everyListIsTheSamePageByPage() throws IOException {
        try (var server = TestServer.start(folder)) {
            for (int i = 1; i <= 3; i++) {
                make(server, LINCOLN + "/tokens", "{}");
                make(
                        server,
                        "/api/v1/me/tokens",
                        "{\"name\":\"script\",\"permissions\":[\"org-view\"],\"days\":3}");
                make(
                        server,
                        LINCOLN + "/units",
                        "{\"kind\":\"school\",\"slug\":\"s-%d\",\"name\":\"School\"}".formatted(i));
                make(
                        server,
                        LINCOLN + "/policies",
                        "{\"source\":\"policy: base\\nsettings:\\n  file:\\n    - path: /etc/motd\\n      content: v%d\\n\"}"
                                .formatted(i));
            }

            same(server, "boss", "/api/v1/districts", 3);
            same(server, "lin", LINCOLN + "/units", 4);
            same(server, "lin", LINCOLN + "/tokens", 3);
            same(server, "lin", "/api/v1/me/tokens", 4);
            same(server, "lin", LINCOLN + "/policies/base/versions", 3);
            assertThat(server.get(LINCOLN + "/policies/base/versions", "lin").text())
                    .doesNotContain("source", "/etc/motd");
        }
    }

    private static void make(TestServer server, String path, String body) {
        assertThat(server.send("POST", path, "lin", body).status()).as(path).isIn(200, 201);
    }

    private static void same(TestServer server, String who, String list, int items) {
        var whole = new ArrayList<JsonNode>();
        server.get(list, who).json().path("items").forEach(whole::add);

        assertThat(whole).as(list).hasSize(items);
        assertThat(pages(server, who, list)).as(list).isEqualTo(whole);
    }

    /** With a page for each item. */
    private static List<JsonNode> pages(TestServer server, String who, String list) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var page =
                    server.get(list + "?limit=1" + (next.isEmpty() ? "" : "&cursor=" + next), who)
                            .json();
            assertThat(page.path("items")).as(list).hasSize(1);
            page.path("items").forEach(items::add);
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return items;
    }
}

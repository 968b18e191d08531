package dev.rollcall.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.Agent;
import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.AgentConfig;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A unit switches a section off, and a real agent with real collectors obeys. */
class SectionsOffJourneyTest {

    private static final String DISTRICT = "/api/v1/districts/lincoln";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private Agent start(Path state) throws Exception {
        var root = folder.resolve("root");
        return Agent.start(
                new AgentConfig(state, root, Duration.ofMinutes(5), Optional.empty()),
                new World(InstantSource.system(), System::nanoTime, new Random(1)));
    }

    @StorageTest
    void aUnitSwitchesPeripheralsOffAndOnAgain(TestDatabase engine) throws Exception {
        try (var server = TestServer.reachable(folder, engine)) {
            var device = server.enroll("lincoln", "lin", "LHS-0417");
            var state = server.state(device.hostname());
            try (var _ = start(state)) {
                awaitState(server, "peripherals", "ok");
                assertThat(view(server).path("volatileFacts").isObject()).isTrue();
                assertThat(answer(server, "user.name:root")).isEqualTo("yes");
                assertThat(answer(server, "memory.available>1MiB")).isEqualTo("yes");
                assertThat(rule(server, "volatile.memoryAvailableBytes > 0")).isEqualTo("yes");

                apply(server, "inventory:\n    off: [peripherals, local-users, volatile]");

                awaitState(server, "peripherals", "off");
                awaitState(server, "volatile", "off");
                assertThat(section(server, "peripherals").path("detail").stringValue())
                        .isEqualTo("switched off by policy");
                assertThat(section(server, "peripherals").has("body")).isFalse();
                assertThat(section(server, "hardware").path("state").stringValue()).isEqualTo("ok");
                assertThat(view(server).has("volatileFacts")).isFalse();
                assertThat(answer(server, "user.name:root")).isEqualTo("unknown");
                assertThat(answer(server, "not user.name:root")).isEqualTo("unknown");
                assertThat(answer(server, "memory.available>1MiB")).isEqualTo("unknown");
                assertThat(rule(server, "volatile.memoryAvailableBytes > 0")).isEqualTo("unknown");
                assertThat(server.get(DISTRICT + "/changes", "lin").text())
                        .contains("peripherals is switched off: switched off by policy");
            }
            var off = section(server, "peripherals").path("since").stringValue();

            try (var _ = start(state)) {
                apply(server, "file:\n    - path: /etc/motd\n      content: hello");
                awaitState(server, "peripherals", "ok");

                var was =
                        server.get(DISTRICT + "/devices/" + id(server) + "?as-of=" + off, "lin")
                                .json();
                assertThat(section(was, "peripherals").path("state").stringValue())
                        .isEqualTo("off");
                await().atMost(PATIENCE).until(() -> view(server).path("volatileFacts").isObject());
            }
        }
    }

    private static void apply(TestServer server, String settings) {
        var source = "policy: private\nassign: [lincoln]\nsettings:\n  %s\n".formatted(settings);
        var body = Json.wire().writeValueAsString(Map.of("source", source, "dryRun", false));
        var applied = server.send("POST", DISTRICT + "/policies", "lin", body);
        assertThat(applied.status()).as(applied.text()).isLessThan(300);
    }

    private static String id(TestServer server) {
        var devices = server.get(DISTRICT + "/devices", "lin").json();
        return devices.path("items").get(0).path("id").stringValue();
    }

    private static String rule(TestServer server, String expression) {
        var encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        var path = DISTRICT + "/devices/" + id(server) + "/rule?expression=" + encoded;
        return server.get(path, "lin").json().path("answer").asString("");
    }

    private static String answer(TestServer server, String query) {
        var encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
        var found = server.get(DISTRICT + "/devices?query=" + encoded, "lin").json();
        return found.path("items").path(0).path("answer").asString("");
    }

    private static JsonNode view(TestServer server) {
        return server.get(DISTRICT + "/devices/" + id(server), "lin").json();
    }

    private static JsonNode section(TestServer server, String name) {
        return section(view(server), name);
    }

    private static JsonNode section(JsonNode view, String name) {
        return view.path("sections")
                .valueStream()
                .filter(s -> s.path("kind").asString("").equals(name))
                .findFirst()
                .orElseGet(() -> Json.wire().createObjectNode());
    }

    private static void awaitState(TestServer server, String section, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(section(server, section).path("state").asString(""))
                                .isEqualTo(state));
    }
}

package dev.rollcall.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.agent.Agent;
import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.AgentConfig;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestServer;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A unit publishes its networks, and a real agent says of this machine that it is elsewhere. */
class WhereJourneyTest {

    private static final String DISTRICT = "/api/v1/districts/lincoln";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @StorageTest
    void aDeviceBesideTheSchoolsNetworksIsOffCampusAndItsClockIsCompared(TestDatabase engine)
            throws Exception {
        assumeTrue(hasHardwareInANetwork(), "this machine is in no network of its own");
        try (var server = TestServer.reachable(folder, engine)) {
            var device = server.enroll("lincoln", "lin", "LHS-0417");
            try (var _ = start(server.state(device.hostname()))) {
                await().atMost(PATIENCE).until(() -> figures(server).has("clockOffsetMillis"));
                assertThat(Math.abs(figures(server).path("clockOffsetMillis").longValue()))
                        .isLessThan(60_000);
                assertThat(figures(server).has("where")).isFalse();

                // the section that goes off makes the device report at once
                apply(
                        server,
                        """
                        network:
                            - name: Lincoln High
                              subnets: ["2001:db8:ffff::/48"]
                          inventory:
                            off: [peripherals]
                        """);

                await().atMost(PATIENCE).until(() -> figures(server).has("where"));
                assertThat(figures(server).path("where").toString())
                        .isEqualTo("{\"place\":\"off-campus\"}");
                var explained =
                        server.get(DISTRICT + "/devices/" + id(server) + "/policy", "lin").text();
                assertThat(explained).contains("network:Lincoln High");
            }
        }
    }

    private static boolean hasHardwareInANetwork() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(each -> Files.exists(Path.of("/sys/class/net", each.getName(), "device")))
                .anyMatch(each ->
                        each.inetAddresses().anyMatch(address -> !address.isLinkLocalAddress()));
    }

    private Agent start(Path state) throws Exception {
        return Agent.start(
                new AgentConfig(
                        state, folder.resolve("root"), Duration.ofMinutes(5), Optional.empty()),
                new World(InstantSource.system(), System::nanoTime, new Random(1)));
    }

    private static void apply(TestServer server, String settings) {
        var source = "policy: where\nassign: [lincoln]\nsettings:\n  %s\n".formatted(settings);
        var body = Json.wire().writeValueAsString(Map.of("source", source, "dryRun", false));
        var applied = server.send("POST", DISTRICT + "/policies", "lin", body);
        assertThat(applied.status()).as(applied.text()).isLessThan(300);
    }

    private static String id(TestServer server) {
        var devices = server.get(DISTRICT + "/devices", "lin").json();
        return devices.path("items").get(0).path("id").stringValue();
    }

    private static JsonNode figures(TestServer server) {
        return server.get(DISTRICT + "/devices/" + id(server), "lin")
                .json()
                .path("volatileFacts")
                .path("facts");
    }
}

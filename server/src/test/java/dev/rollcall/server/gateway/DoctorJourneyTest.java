package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.Agent;
import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.AgentConfig;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor's command beside an agent that is in session with the real server. */
class DoctorJourneyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private static Agent start(Path state, Path root) throws Exception {
        var config = new AgentConfig(state, root, Duration.ofMinutes(5), Optional.empty());
        return Agent.start(
                config, new World(InstantSource.system(), System::nanoTime, new Random(1)));
    }

    /** What a command of the agent's printed, and how it ended. */
    private record Said(int exit, String text) {

        List<String> lines() {
            return text.lines().toList();
        }
    }

    private Said doctor(Path state, String... more) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                dev.rollcall.agent.Main.class.getName(),
                                "doctor",
                                "--state",
                                state.toString()));
        command.addAll(List.of(more));
        var process =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("doctor.err").toFile())
                        .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @Test
    void anEnrolledDeviceIsWellAndKeepsItsSessionAndARevokedOneIsToldSo() throws Exception {
        try (var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = server.enroll("lincoln", "lin", "LHS-0417");
            var state = server.state(device.hostname());
            var status = state.resolve("status.json");
            try (var _ = start(state, folder.resolve("root"))) {
                await().atMost(PATIENCE)
                        .until(() ->
                                Files.exists(status)
                                        && Files.readString(status).contains("\"connected\""));
                await().atMost(PATIENCE).until(() -> Files.exists(state.resolve("conversation")));
                var session = Files.readString(status);

                var well = doctor(state);

                assertThat(well.lines())
                        .contains(
                                "ok   agent runs, and its session stands",
                                "ok   clock agrees with the server's",
                                "ok   gateway localhost:%d speaks rollcall/1"
                                        .formatted(server.gatewayPort()),
                                "ok   server knows this device and lets it in")
                        .noneMatch(line -> line.startsWith("FAIL"));
                assertThat(well.exit()).isZero();
                assertThat(Files.readString(status)).as("its session").isEqualTo(session);

                revoke(server, device);
                await().atMost(PATIENCE)
                        .until(() -> !Files.readString(status).contains("\"connected\""));
                var revoked = doctor(state);

                assertThat(revoked.lines())
                        .contains(
                                "FAIL server says this device was revoked: enroll it again if it may come back");
                assertThat(revoked.exit()).isEqualTo(9);
            }
        }
    }

    @Test
    void programsReadItAsJson() throws Exception {
        try (var server = TestServer.reachable(folder, TestDatabase.H2)) {
            var device = server.enroll("lincoln", "lin", "LHS-0418");

            var said = doctor(server.state(device.hostname()), "--json");

            var report = Json.wire().readTree(said.text());
            assertThat(report.path("verdict").stringValue()).isEqualTo("fail");
            assertThat(report.path("checks").valueStream())
                    .filteredOn(check -> check.path("check").stringValue().equals("agent"))
                    .singleElement()
                    .satisfies(check -> {
                        assertThat(check.path("verdict").stringValue()).isEqualTo("fail");
                        assertThat(check.path("says").stringValue())
                                .isEqualTo(
                                        "agent does not run: start it with systemctl start rollcall-agent");
                    });
            assertThat(report.path("checks").valueStream())
                    .filteredOn(check -> check.path("check").stringValue().equals("welcome"))
                    .singleElement()
                    .satisfies(check ->
                            assertThat(check.path("verdict").stringValue()).isEqualTo("ok"));
            assertThat(said.exit()).isEqualTo(9);
            assertThat(doctor(server.state(device.hostname()), "--jsn").exit()).isEqualTo(2);
        }
    }

    private static void revoke(TestServer server, TestAgent device) {
        var id =
                server.get("/api/v1/districts/lincoln/devices", "lin")
                        .json()
                        .at("/items/0/id")
                        .stringValue();
        assertThat(device.hostname()).isEqualTo("LHS-0417");
        var answer =
                server.send(
                        "POST",
                        "/api/v1/districts/lincoln/devices/" + id + "/revoke",
                        "lin",
                        "{\"reason\":\"stolen\"}");
        assertThat(answer.status()).isEqualTo(200);
    }
}

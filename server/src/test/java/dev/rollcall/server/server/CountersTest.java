package dev.rollcall.server.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.server.testing.TestAgent;
import dev.rollcall.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rooms count is read under its own name, and under no other. */
class CountersTest {

    private static final String LINCOLN = "/api/v1/districts/lincoln";

    @TempDir private Path folder;

    @Test
    void eachIsReadUnderItsOwnName() throws Exception {
        try (var server = TestServer.start(folder)) {
            var device = server.enroll("lincoln", "lin", "pc");
            assertThat(counted(server, "enrollments_accepted")).isEqualTo(1);

            var token = server.send("POST", LINCOLN + "/tokens", "lin", "{}").json();
            var id = token.at("/token/id").stringValue();
            server.send("POST", LINCOLN + "/tokens/" + id + "/revoke", "lin", "");
            assertThatThrownBy(() ->
                            TestAgent.enroll(
                                    "late",
                                    server.httpsPort(),
                                    token.path("secret").stringValue(),
                                    token.path("caFingerprint").stringValue(),
                                    folder.resolve("late")))
                    .hasMessageContaining("revoked");
            assertThat(counted(server, "enrollments_denied", "token-revoked")).isEqualTo(1);
            assertThat(counted(server, "enrollments_denied", "token-spent")).isZero();

            var nobodys = new RunId(new UUID(7, 7));
            device.checkIn(server.gatewayPort(), List.of(nobodys));
            assertThat(counted(server, "runs_ignored")).isEqualTo(1);
            try (var session = device.session(server.gatewayPort())) {
                session.ask(Lane.BULK, new RunOutput(nobodys, 0, 1, Bytes.copyOf(new byte[1])));
                session.ask(
                        new PolicyReport(
                                Digest.of("no policy of ours"),
                                List.of(
                                        new SettingResult(
                                                "file:/etc/motd",
                                                SettingState.COMPLIANT,
                                                "",
                                                Duration.ZERO))));
            }
            assertThat(counted(server, "runs_output_ignored")).isEqualTo(1);
            assertThat(counted(server, "policies_ignored")).isEqualTo(1);

            device.checkIn(server.gatewayPort(), List.of(), List.of(cut(server, device)));
            assertThat(counted(server, "runs_output_cut")).isEqualTo(1);
            assertThat(counted(server, "runs_ignored")).isEqualTo(1);
        }
    }

    /** The outcome of a run of this device that printed far more than is kept. */
    private static RunOutcome cut(TestServer server, TestAgent device) {
        var action = "{\"type\":\"collect-inventory\"}";
        var preview =
                server.send("POST", LINCOLN + "/jobs/preview", "lin", "{\"action\":" + action + "}")
                        .json();
        var job =
                server.send(
                                "POST",
                                LINCOLN + "/jobs",
                                "lin",
                                "{\"action\":%s,\"selection\":\"%s\",\"runs\":%d}"
                                        .formatted(
                                                action,
                                                preview.path("selection").stringValue(),
                                                preview.path("runs").intValue()))
                        .json();
        assertThat(job.at("/job/number").stringValue()).isNotEmpty();
        var order = device.checkIn(server.gatewayPort(), List.of()).orders().getFirst();
        return new RunOutcome(
                order.run(),
                Outcome.SUCCEEDED,
                Optional.of(0),
                "",
                Duration.ofSeconds(1),
                Optional.empty(),
                200_000_000,
                524_288);
    }

    private static double counted(TestServer server, String name, String... tag) {
        var line = "rollcall_" + name + "_total";
        return server.get("/metrics", "boss")
                .text()
                .lines()
                .filter(l -> l.startsWith(line + "{") || l.startsWith(line + " "))
                .filter(l -> tag.length == 0 || l.contains('"' + tag[0] + '"'))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
                .sum();
    }
}

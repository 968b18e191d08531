package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The server or the agent dies at a named durable step, lives again, and nothing is lost or done
 * twice.
 *
 * <p>That the comparison would notice a bug is shown in {@link RandomKillsTest} with two planted.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class KillPointsTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static MortalDistrict district;

    /** Confirmed by the server, over all points. */
    private static final List<String> CONFIRMED = new ArrayList<>();

    @BeforeAll
    static void begin() throws Exception {
        district = MortalDistrict.begin(folder, 1);
        district.startAgent(0, Optional.empty());
        CONFIRMED.add(district.api().job(district.witness()));
        awaitAllEnded();
        district.agent(0).kill();
    }

    @AfterAll
    static void end() {
        district.close();
    }

    @AfterEach
    void stopAgent() {
        district.agent(0).kill();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.job.before-commit",
                "server.job.after-commit",
                "server.lease.before-commit",
                "server.acknowledge.before-commit",
                "server.outcome.before-commit",
                "server.outcome.before-commit:2",
                "server.check-in.before-commit",
                "server.check-in.before-commit:2",
                "server.check-in.before-commit:3",
                "server.check-in.after-commit",
                "server.check-in.after-commit:2",
                "server.check-in.after-commit:3",
                "server.writer.before-sync:3",
                "server.writer.before-sync:5",
                "server.writer.after-sync:3",
                "server.writer.after-sync:5"
            })
    void aServerThatDiesLosesNoJobAndNoOutcome(String point) throws Exception {
        district.server().kill();
        district.startServer(Optional.of(point));
        district.awaitServer();

        askTwice();
        district.startAgent(0, Optional.empty());
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();

        agree();
    }

    @Test
    void aServerThatDiesRetiringADeviceHasNotRetiredIt() throws Exception {
        var device = district.api().devices().getFirst();
        district.server().kill();
        district.startServer(Optional.of("server.departure.before-commit"));
        district.awaitServer();

        assertThatThrownBy(() -> district.api().retire(device)).isInstanceOf(IOException.class);
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();
        askTwice();
        district.startAgent(0, Optional.empty());

        agree();
    }

    @Test
    void aServerThatDiesOnceAJobIsCancelledHasCancelledIt() throws Exception {
        district.server().kill();
        district.startServer(Optional.of("server.job-cancel.after-commit"));
        district.awaitServer();
        var job = district.api().job(district.witness());

        assertThatThrownBy(() -> district.api().cancel(job)).isInstanceOf(IOException.class);
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();
        askTwice();
        district.startAgent(0, Optional.empty());

        agree();
        assertThat(district.api().runs(job))
                .allSatisfy(
                        run -> assertThat(run.path("state").stringValue()).isEqualTo("cancelled"));
    }

    @Test
    void aServerThatDiesRenewingACertificateGivesItWhenAskedAgain() throws Exception {
        var request =
                new RenewalRequest(
                        Pem.encode(
                                "CERTIFICATE REQUEST", CertificateRequest.make(EcKeys.generate())));
        district.server().kill();
        district.startServer(Optional.of("server.renewal.before-commit"));
        district.awaitServer();

        try (var device = district.connect(0)) {
            assertThat(device.ask(MortalDistrict.checkIn())).isInstanceOf(CheckInReply.class);
            assertThatThrownBy(() -> device.ask(request)).isInstanceOf(IOException.class);
        }
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();

        try (var device = district.connect(0)) {
            device.ask(MortalDistrict.checkIn());
            assertThat(device.ask(request)).isInstanceOf(RenewalReply.class);
        }
        district.startAgent(0, Optional.empty());
        agree();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "journal.accepted.before-fsync",
                "journal.accepted.after-fsync",
                "run.started.before-fsync",
                "run.started.after-fsync",
                "run.acted",
                "run.acted:2",
                "run.output.after-fsync",
                "run.done.before-fsync",
                "run.done.after-fsync",
                "run.done.after-fsync:2",
                "append.half-written",
                "append.half-written:2",
                "append.half-written:3",
                "replace.before-rename",
                "replace.after-rename",
                "run.script.before-rename",
                "run.script.kept",
                "run.output.before-forgotten",
                "run.output.forgotten",
                "state.status.json.before-fsync",
                "state.status.json.before-rename",
                "state.status.json.after-rename",
                "state.conversation.half-written",
                "state.conversation.before-fsync",
                "state.conversation.after-fsync"
            })
    void anAgentThatDiesRunsNothingTwiceAndForgetsNothing(String point) throws Exception {
        askTwice();
        district.startAgent(0, Optional.of(point));
        assertThat(district.agent(0).ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);

        district.startAgent(0, Optional.empty());

        agree();
    }

    @Test
    void anAgentThatDiesOnceACancellationIsOnDiskRunsNothingOfIt() throws Exception {
        assertThat(state(cancelled("run.cancelled.after-fsync"))).isEqualTo("cancelled");
    }

    /** It may have begun when it heard of the cancellation again; if so it says so. */
    @Test
    void anAgentThatDiesBeforeACancellationIsOnDiskTellsTheTruth() throws Exception {
        assertThat(state(cancelled("run.cancelled.before-fsync"))).isIn("cancelled", "done");
    }

    /**
     * @return a job that waited for another one when it was cancelled, and whose agent died
     */
    private static String cancelled(String point) throws Exception {
        CONFIRMED.add(district.api().job("sleep 60\n"));
        district.startAgent(0, Optional.of(point));
        var waiting = district.api().job(district.witness());
        CONFIRMED.add(waiting);
        await().atMost(MortalDistrict.PATIENCE).until(() -> state(waiting).equals("acknowledged"));
        district.api().cancel(waiting);
        assertThat(district.agent(0).ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);

        district.startAgent(0, Optional.empty());

        agree();
        return waiting;
    }

    private static String state(String job) throws IOException, InterruptedException {
        return district.api().runs(job).getFirst().path("state").stringValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.policy.before-commit",
                "server.policy.after-commit",
                "server.policy-document.before-commit",
                "server.policy-report.before-commit"
            })
    void aServerThatDiesLosesNoPolicy(String point) throws Exception {
        district.server().kill();
        district.startServer(Optional.of(point));
        district.awaitServer();

        district.startAgent(0, Optional.empty());
        applyUnlessKilled(point);
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();
        if (point.equals("server.policy.before-commit")) {
            district.api().policy(policy(point));
        }

        awaitPolicy(point);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "policy.kept.before-fsync",
                "state.policy.json.before-fsync",
                "state.policy.json.before-rename",
                "state.policy.json.after-rename",
                "policy.kept.after-fsync",
                "policy.original.after-fsync",
                "policy.file.written",
                "policy.original.put-back"
            })
    void anAgentThatDiesKeepsItsPolicy(String point) throws Exception {
        district.api().policy(policy(point));
        district.startAgent(0, Optional.of(point));
        assertThat(district.agent(0).ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);

        district.startAgent(0, Optional.empty());

        awaitPolicy(point);
    }

    /** Two, so that one waits while the other runs. */
    private static void askTwice() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            try {
                CONFIRMED.add(district.api().job(district.witness() + "echo seen\n"));
            } catch (IOException e) {
                // the server died of it: whether the job is there is the server's to say
                return;
            }
        }
    }

    private static void agree() throws IOException, InterruptedException {
        awaitAllEnded();
        assertThat(district.accounts().contradictions(CONFIRMED)).isEmpty();
        assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
    }

    private static void awaitAllEnded() {
        await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
    }

    private static void applyUnlessKilled(String point) throws InterruptedException {
        try {
            district.api().policy(policy(point));
        } catch (IOException e) {
            // the server died of it
        }
    }

    /** One file, each time another, so that the last one is put back too. */
    private static String policy(String point) {
        return """
        policy: base
        assign: [lincoln]
        settings:
          file:
            - path: /etc/%s
              content: "%s"
              mode: "0644"
        """
                .formatted(point, point);
    }

    private static void awaitPolicy(String point) {
        var etc = district.root(0).resolve("etc");
        await().atMost(MortalDistrict.PATIENCE)
                .untilAsserted(() -> {
                    try (var files = Files.list(etc)) {
                        assertThat(files).containsExactly(etc.resolve(point));
                    }
                    assertThat(etc.resolve(point)).hasContent(point);
                });
    }
}

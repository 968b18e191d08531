package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.inventory.Sections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import tools.jackson.databind.JsonNode;

/**
 * A server dies at the places of its work that {@link KillPointsTest} does not come by: enrollment,
 * inventory, output, expiry, and what technicians take back or ask again.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class ServerKillPointsTest {

    /** The device whose agent runs what is asked. */
    private static final int WORKER = 0;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static MortalDistrict district;

    @BeforeAll
    static void begin() throws Exception {
        district = MortalDistrict.begin(folder, WORKER + 1);
    }

    @AfterAll
    static void end() {
        district.close();
    }

    @AfterEach
    void stopAgents() {
        for (int device = 0; device <= WORKER; device++) {
            Optional.ofNullable(district.agent(device)).ifPresent(ChildJava::kill);
        }
    }

    private static void serveUntil(String point) throws IOException {
        district.server().kill();
        district.startServer(Optional.of(point));
        district.awaitServer();
    }

    private static void dieAndServeAgain() throws IOException, InterruptedException {
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.enrollment.before-commit", "server.enrollment.after-commit"})
    void aDeviceThatHeardNothingJoinsWithTheSameTokenAndIsOneDevice(String point) throws Exception {
        int before = district.api().devices().size();
        var token = Files.writeString(folder.resolve(point), district.api().token(1));
        var state = folder.resolve(point + ".state");
        serveUntil(point);

        var heardNothing = district.join(state, token, Optional.empty());
        assertThat(heardNothing.ended(MortalDistrict.PATIENCE)).isNotZero();
        dieAndServeAgain();
        var joined = district.join(state, token, Optional.empty());

        assertThat(joined.ended(MortalDistrict.PATIENCE)).as(joined.log()).isZero();
        assertThat(district.api().devices()).hasSize(before + 1);
    }

    /** In a district of its own, where the server lacks every body. */
    @Test
    void anInventoryThatWasOnItsWayArrives() throws Exception {
        try (var fresh = MortalDistrict.begin(folder.resolve("fresh"), 1)) {
            fresh.server().kill();
            fresh.startServer(Optional.of("server.sections.before-commit"));
            fresh.awaitServer();
            fresh.startAgent(0, Optional.empty());
            for (var next :
                    List.of(
                            Optional.of("server.body.before-commit"),
                            Optional.of("server.section.before-commit"),
                            Optional.<String>empty())) {
                assertThat(fresh.server().ended(MortalDistrict.PATIENCE))
                        .isEqualTo(KillPoint.STATUS);
                fresh.startServer(next);
                fresh.awaitServer();
            }

            var device = fresh.api().devices().getFirst();
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> fresh.api().sections(device).size() == Sections.kinds().size());
        }
    }

    @Test
    void whatARunPrintedArrives() throws Exception {
        serveUntil("server.output.before-commit");
        var job = district.api().job("echo seen\n");

        district.startAgent(WORKER, Optional.empty());
        dieAndServeAgain();

        await().atMost(MortalDistrict.PATIENCE)
                .until(() ->
                        run(job, "done").isPresent()
                                && district.api()
                                        .output(job, id(run(job, "done").orElseThrow()))
                                        .equals("seen\n"));
    }

    @Test
    void aRunThatWasSaidToBeRunningEnds() throws Exception {
        serveUntil("server.running.before-commit");
        var job = district.api().job("sleep 6\n");

        district.startAgent(WORKER, Optional.empty());
        dieAndServeAgain();

        await().atMost(MortalDistrict.PATIENCE).until(() -> run(job, "done").isPresent());
        assertThat(run(job, "done").orElseThrow().path("outcome").stringValue())
                .isEqualTo("succeeded");
    }

    @Test
    void aRetryThatWasCommittedIsCarriedOut() throws Exception {
        var job = district.api().job("test -e " + folder.resolve("mended") + "\n");
        district.startAgent(WORKER, Optional.empty());
        await().atMost(MortalDistrict.PATIENCE).until(() -> run(job, "done").isPresent());
        Files.createFile(folder.resolve("mended"));
        district.agent(WORKER).kill();
        serveUntil("server.job-retry.after-commit");

        assertThatThrownBy(() -> district.api().retry(job)).isInstanceOf(IOException.class);
        dieAndServeAgain();
        district.startAgent(WORKER, Optional.empty());

        await().atMost(MortalDistrict.PATIENCE)
                .until(() ->
                        district.api().runs(job).stream()
                                .anyMatch(run ->
                                        run.path("outcome").asString("").equals("succeeded")));
    }

    @Test
    void aCancellationThatWasNotCommittedHasNotHappened() throws Exception {
        var job = district.api().job("true\n");
        serveUntil("server.job-cancel.before-commit");

        assertThatThrownBy(() -> district.api().cancel(job)).isInstanceOf(IOException.class);
        dieAndServeAgain();

        assertThat(run(job, "cancelled")).isEmpty();
        district.api().cancel(job);
        assertThat(district.api().runs(job))
                .allSatisfy(
                        run -> assertThat(run.path("state").stringValue()).isEqualTo("cancelled"));
    }

    @Test
    void anAgentThatLostItsJournalAnswersAsInterrupted() throws Exception {
        var job = district.api().job("sleep 50\n");
        district.startAgent(WORKER, Optional.empty());
        await().atMost(MortalDistrict.PATIENCE).until(() -> run(job, "running").isPresent());
        district.agent(WORKER).kill();
        Files.delete(district.state(WORKER).resolve("runs.journal"));
        serveUntil("server.journal-lost.before-commit");

        district.startAgent(WORKER, Optional.empty());
        dieAndServeAgain();

        await().atMost(MortalDistrict.PATIENCE).until(() -> run(job, "done").isPresent());
        assertThat(run(job, "done").orElseThrow().path("outcome").stringValue())
                .isEqualTo("interrupted");
    }

    @Test
    void whatNobodyAnsweredInTimeExpiresAfterTheNextStart() throws Exception {
        serveUntil("server.run-expiry.before-commit");
        var job = district.api().jobUntil("true\n", Instant.now().plusSeconds(3));

        dieAndServeAgain();
        assertThat(run(job, "expired")).isEmpty();

        await().atMost(MortalDistrict.PATIENCE)
                .until(() ->
                        district.api().runs(job).stream()
                                .allMatch(
                                        run -> run.path("state").stringValue().equals("expired")));
    }

    @Test
    void aSealThatWasNotCommittedIsMadeAgain() throws Exception {
        serveUntil("server.audit-seal.before-commit");
        district.api().token(1);

        dieAndServeAgain();

        await().atMost(MortalDistrict.PATIENCE)
                .until(() -> {
                    var found = district.api().auditVerification();
                    return found.path("holds").booleanValue()
                            && found.path("sealedThrough").longValue()
                                    == found.path("events").longValue();
                });
    }

    private static Optional<JsonNode> run(String job, String state)
            throws IOException, InterruptedException {
        return district.api().runs(job).stream()
                .filter(run -> run.path("state").stringValue().equals(state))
                .findFirst();
    }

    private static String id(JsonNode run) {
        return run.path("id").stringValue();
    }
}

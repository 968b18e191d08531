package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * An agent dies in what comes once in a year, a renewal of its certificate, or after a thousand
 * runs, a rewriting of its journal. Both are brought on early by a short measure in the real
 * source.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class RareKillPointsTest {

    private static final List<String> RENEWING =
            List.of(
                    "state.next-identity.json.before-fsync",
                    "state.next-identity.json.before-rename",
                    "state.next-identity.json.after-rename",
                    "state.identity.json.before-replace",
                    "state.identity.json.after-replace");

    private static final List<String> REWRITING =
            List.of("journal.rewrite.before", "replace.before-rename", "journal.rewrite.after");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void anAgentThatDiesRenewingItsCertificateRenewsIt() throws Exception {
        var options = Planted.shortCertificates().plantedIn(folder);
        try (var district = MortalDistrict.begin(folder, RENEWING.size(), options)) {
            for (int device = 0; device < RENEWING.size(); device++) {
                var first = certificate(district, device);
                district.startAgent(device, Optional.of(RENEWING.get(device)));
                assertThat(district.agent(device).ended(MortalDistrict.PATIENCE))
                        .as(RENEWING.get(device))
                        .isEqualTo(KillPoint.STATUS);

                district.startAgent(device, Optional.empty());

                int of = device;
                await(RENEWING.get(device))
                        .atMost(MortalDistrict.PATIENCE)
                        .until(() -> !certificate(district, of).equals(first));
            }
            var job = district.api().job(district.witness());
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(district.accounts().contradictions(List.of(job))).isEmpty();
        }
    }

    @Test
    void anAgentWhoseServerDiesRenewingItsCertificateRenewsIt() throws Exception {
        var options = Planted.shortCertificates().plantedIn(folder);
        try (var district = MortalDistrict.begin(folder, 1, options)) {
            var first = certificate(district, 0);
            for (var point :
                    List.of("server.renewal.before-commit", "server.renewal.after-commit")) {
                district.server().kill();
                district.startServer(Optional.of(point));
                district.awaitServer();
                district.startAgent(0, Optional.empty());
                assertThat(district.server().ended(MortalDistrict.PATIENCE))
                        .as(point)
                        .isEqualTo(KillPoint.STATUS);
                district.agent(0).kill();
                assertThat(certificate(district, 0)).isEqualTo(first);
            }
            district.startServer(Optional.empty());
            district.awaitServer();

            district.startAgent(0, Optional.empty());

            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> !certificate(district, 0).equals(first));
            var job = district.api().job(district.witness());
            await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
            assertThat(district.accounts().contradictions(List.of(job))).isEmpty();
        }
    }

    @Test
    void anAgentThatDiesRewritingItsJournalRunsNothingTwice() throws Exception {
        var options = Planted.smallJournals().plantedIn(folder);
        var confirmed = new ArrayList<String>();
        try (var district = MortalDistrict.begin(folder, 1, options)) {
            // what a start replaces for its own sake is over before the deaths begin
            confirmed.addAll(runs(district, 3));
            for (var point : REWRITING) {
                district.startAgent(0, Optional.of(point));
                while (district.agent(0).alive() && confirmed.size() < 200) {
                    confirmed.add(district.api().job(district.witness()));
                    await().atMost(MortalDistrict.PATIENCE)
                            .until(() ->
                                    !district.agent(0).alive() || district.accounts().allEnded());
                }
                assertThat(district.agent(0).ended(MortalDistrict.PATIENCE))
                        .as(point)
                        .isEqualTo(KillPoint.STATUS);
                confirmed.addAll(runs(district, 1));
            }
            assertThat(district.accounts().contradictions(confirmed)).isEmpty();
        }
    }

    /** An agent that lives has run some jobs. */
    private static List<String> runs(MortalDistrict district, int jobs) throws Exception {
        var asked = new ArrayList<String>();
        district.startAgent(0, Optional.empty());
        for (int i = 0; i < jobs; i++) {
            asked.add(district.api().job(district.witness()));
        }
        await().atMost(MortalDistrict.PATIENCE).until(() -> district.accounts().allEnded());
        district.agent(0).kill();
        return asked;
    }

    private static X509Certificate certificate(MortalDistrict district, int device) {
        return IdentityStore.open(StateFolder.open(district.state(device)))
                .current()
                .map(Identity::certificate)
                .orElseThrow();
    }
}

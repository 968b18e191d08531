package dev.rollcall.server.killing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two records become one, and two again, by a server that dies of it, while the agent is in the
 * middle of a run: a merge has happened or it has not, and the run is carried out once.
 */
@Tag("slow")
@Execution(ExecutionMode.SAME_THREAD)
class MergeKillPointsTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void aServerThatDiesMergingHasNotMerged() throws Exception {
        try (var district = MortalDistrict.begin(folder, 2)) {
            var fresh = district.api().deviceOf(enrollment(district, 0));
            var old = district.api().deviceOf(enrollment(district, 1));
            var job = district.api().job(district.witness());
            // carried out and written nowhere yet: the outcome is in no journal
            district.startAgent(0, Optional.of("run.acted"));
            assertThat(district.agent(0).ended(MortalDistrict.PATIENCE))
                    .isEqualTo(KillPoint.STATUS);

            dies(district, "server.merge.before-commit");
            assertThatThrownBy(() -> district.api().merge(fresh, old))
                    .isInstanceOf(IOException.class);
            lives(district);
            assertThat(district.api().devices()).containsExactlyInAnyOrder(fresh, old);
            assertThat(district.api().audited("merged")).isZero();

            district.api().merge(fresh, old);
            assertThat(district.api().devices()).containsExactly(old);
            district.startAgent(0, Optional.empty());
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> states(district, job).equals(List.of("done", "void")));
            var seen = Files.readAllLines(folder.resolve("witness"));
            assertThat(Collections.frequency(seen, run(district, job))).isEqualTo(1);

            dies(district, "server.unmerge.before-commit");
            assertThatThrownBy(() -> district.api().unmerge(fresh)).isInstanceOf(IOException.class);
            lives(district);
            assertThat(district.api().devices()).containsExactly(old);
            assertThat(district.api().audited("unmerged")).isZero();

            district.api().unmerge(fresh);
            var later = district.api().job(district.witness());
            await().atMost(MortalDistrict.PATIENCE)
                    .until(() -> states(district, later).equals(List.of("done")));
            assertThat(district.api().deviceOf(enrollment(district, 0))).isEqualTo(fresh);
            assertThat(district.api().auditVerification().path("holds").booleanValue()).isTrue();
        }
    }

    private static void dies(MortalDistrict district, String point) throws Exception {
        district.server().kill();
        district.startServer(Optional.of(point));
        district.awaitServer();
    }

    private static void lives(MortalDistrict district) throws Exception {
        assertThat(district.server().ended(MortalDistrict.PATIENCE)).isEqualTo(KillPoint.STATUS);
        district.startServer(Optional.empty());
        district.awaitServer();
    }

    private static List<String> states(MortalDistrict district, String job) throws Exception {
        return district.api().runs(job).stream()
                .map(run -> run.path("state").stringValue())
                .sorted()
                .toList();
    }

    private static String run(MortalDistrict district, String job) throws Exception {
        return district.api().runs(job).stream()
                .filter(run -> run.path("state").stringValue().equals("done"))
                .map(run -> run.path("id").stringValue())
                .findFirst()
                .orElseThrow();
    }

    private static String enrollment(MortalDistrict district, int device) {
        return IdentityStore.open(StateFolder.open(district.state(device)))
                .current()
                .map(Identity::enrollment)
                .orElseThrow()
                .toString();
    }
}

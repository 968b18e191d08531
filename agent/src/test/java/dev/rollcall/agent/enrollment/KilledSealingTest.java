package dev.rollcall.agent.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.RecordedState;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.fault.KillPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills a real process at each step of sealing: the marker is first, and a later start completes.
 */
class KilledSealingTest {

    @TempDir private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"state.sealed.before-fsync", "state.sealed.before-rename"})
    void beforeTheMarkerNothingHasHappened(String point) throws Exception {
        var state = RecordedState.copyTo(temp.resolve("state"));

        live(state, "seal", point, KillPoint.STATUS);

        var folder = StateFolder.open(state);
        assertThat(Sealing.of(folder)).isEmpty();
        assertThat(IdentityStore.open(folder).current()).isPresent();
        live(state, "resume", "never", 0);
        assertThat(IdentityStore.open(folder).current()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state.sealed.after-rename",
                "state.before-empty",
                "state.half-empty",
                "state.half-empty:4",
                "state.half-empty:9",
                "state.after-empty",
                "state.identity.json.before-delete",
                "state.identity.json.after-delete",
                "state.sealed.before-fsync:2",
                "state.sealed.before-rename:2",
                "state.sealed.after-rename:2"
            })
    void afterTheMarkerTheNextStartCompletesIt(String point) throws Exception {
        var state = RecordedState.copyTo(temp.resolve("state"));
        var folder = StateFolder.open(state);
        var server = Enroller.serverOf(folder);

        live(state, "seal", point, KillPoint.STATUS);
        assertThat(Sealing.of(folder)).isPresent();

        live(state, "resume", "never", 0);
        var sealed = Sealing.of(folder).orElseThrow();
        assertThat(sealed.complete()).isTrue();
        assertThat(sealed.server()).isEqualTo(server).isPresent();
        assertThat(sealed.fingerprint()).isPresent();
        assertThat(state.toFile().list()).containsExactlyInAnyOrder("lock", "sealed", "replaced");
    }

    private static void live(Path state, String what, String killAt, int expected)
            throws Exception {
        var process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-Xmx64m",
                                        "-D" + KillPoint.PROPERTY + "=" + killAt,
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        MortalSealing.class.getName(),
                                        state.toString(),
                                        what))
                        .inheritIO()
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(expected);
    }
}

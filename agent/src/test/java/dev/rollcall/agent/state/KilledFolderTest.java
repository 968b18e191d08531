package dev.rollcall.agent.state;

import static dev.rollcall.agent.state.MortalFolder.CURRENT;
import static dev.rollcall.agent.state.MortalFolder.NEXT;
import static dev.rollcall.agent.state.MortalFolder.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.fault.KillPoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kills a real process at each step of its state folder: a file is the old one or the new one. */
@Execution(ExecutionMode.SAME_THREAD)
class KilledFolderTest {

    @TempDir private Path temp;

    @ParameterizedTest
    @CsvSource({
        "state.next-identity.json.before-fsync, old, , key",
        "state.next-identity.json.before-rename, old, , key",
        "state.next-identity.json.after-rename, old, new, key",
        "state.identity.json.before-replace, old, new, key",
        "state.identity.json.after-replace, new, , key",
        "state.pending-key.pem.before-delete, new, , key",
        "state.pending-key.pem.after-delete, new, , ",
    })
    void whatWasDoneIsDoneAndTheRestIsAsBefore(
            String point, String current, String next, String pending) throws Exception {
        var folder = StateFolder.open(temp.resolve("state"));
        folder.writeText(CURRENT, "old");
        folder.writeText(PENDING, "key");

        live(folder.path(), Optional.of(point), KillPoint.STATUS);

        try (var _ = folder.lock().orElseThrow()) {
            assertThat(folder.readText(CURRENT)).contains(current);
            assertThat(folder.readText(NEXT)).isEqualTo(Optional.ofNullable(next));
            assertThat(folder.readText(PENDING)).isEqualTo(Optional.ofNullable(pending));
            assertThat(folder.path()).isDirectoryNotContaining("glob:**.tmp");
        }
        live(folder.path(), Optional.empty(), 0);
        assertThat(folder.readText(CURRENT)).contains("new");
    }

    private static void live(Path folder, Optional<String> killAt, int expected) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process =
                new ProcessBuilder(
                                List.of(
                                        java,
                                        "-XX:TieredStopAtLevel=1",
                                        "-Xmx64m",
                                        "-D" + KillPoint.PROPERTY + "=" + killAt.orElse("never"),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        MortalFolder.class.getName(),
                                        folder.toString()))
                        .inheritIO()
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(expected);
    }
}

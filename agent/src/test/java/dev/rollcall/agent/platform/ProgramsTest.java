package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ProgramsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Programs programs = Programs.ofThisMachine();

    @Test
    void aProgramThatIsNotInstalledIsEmpty() throws Exception {
        assertThat(programs.run(List.of("rollcall-no-such-program"), LIMIT, 10)).isEmpty();
        assertThat(programs.run(List.of("/nowhere/at-all"), LIMIT, 10)).isEmpty();
    }

    @Test
    void outputErrorsAndExitCodeComeBack() throws Exception {
        var result = run(LIMIT, 100, "sh", "-c", "echo out; echo err >&2; exit 3");

        assertThat(result).isEqualTo(new ProgramResult(3, "out\n", "err\n", false, false));
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void nothingIsInheritedAndThereIsNoShell() throws Exception {
        var environment = run(LIMIT, 10_000, "env").output().lines().map(l -> l.split("=")[0]);

        assertThat(environment).containsExactlyInAnyOrder("PATH", "LC_ALL", "LANG", "HOME");
        assertThat(run(LIMIT, 100, "echo", "$HOME; `id`").output()).isEqualTo("$HOME; `id`\n");
    }

    @Test
    void tooMuchOutputIsCutAndTheProgramStillEnds() throws Exception {
        var result = run(LIMIT, 1000, "head", "-c", "5000000", "/dev/zero");

        assertThat(result.cut()).isTrue();
        assertThat(result.output()).hasSize(1000);
        assertThat(result.exit()).isZero();
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void aProgramThatTakesTooLongIsKilledWithItsChildren() throws Exception {
        var marker = "86397." + ProcessHandle.current().pid();

        var result =
                run(
                        Duration.ofSeconds(3),
                        1000,
                        "sh",
                        "-c",
                        "echo first; sleep " + marker + "; true");

        assertThat(result.timedOut()).isTrue();
        assertThat(result.output()).isEqualTo("first\n");
        Awaitility.await().until(() -> running(marker) == 0);
    }

    private ProgramResult run(Duration limit, int maxOutput, String... command)
            throws IOException, InterruptedException {
        Optional<ProgramResult> result = programs.run(List.of(command), limit, maxOutput);
        return result.orElseThrow();
    }

    private static long running(String marker) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(marker))
                .count();
    }
}

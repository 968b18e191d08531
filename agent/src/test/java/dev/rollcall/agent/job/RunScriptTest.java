package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunScriptTest {

    private final RunId run = Orders.run();

    @TempDir private Path folder;

    private ActionResult run(String script) throws InterruptedException {
        return run(script, Duration.ofSeconds(30));
    }

    private ActionResult run(String script, Duration timeout) throws InterruptedException {
        return new RunScript(folder.resolve("scripts"))
                .run(run, new Action.RunScript("sh", script, timeout, false));
    }

    private static String text(ActionResult result) {
        return new String(result.output().kept().toArray(), StandardCharsets.UTF_8);
    }

    @Test
    void keepsWhatWasPrintedOnBothStreamsAndTheLastLineAsMessage() throws InterruptedException {
        var result = run("echo one; echo two >&2; echo");

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.exitCode()).contains(0);
        assertThat(result.message()).isEqualTo("two");
        assertThat(text(result)).isEqualTo("one\ntwo\n\n");
    }

    @Test
    void failsWithTheExitCode() throws InterruptedException {
        var loud = run("echo dpkg was interrupted; exit 100");
        var silent = run("exit 3");

        assertThat(loud.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(loud.exitCode()).contains(100);
        assertThat(loud.message()).isEqualTo("dpkg was interrupted");
        assertThat(silent.message()).isEqualTo("ended with 3, silently");
    }

    @Test
    void givesAMinimalEnvironmentAndASessionOfItsOwn() throws InterruptedException {
        var result = run("env | sort; cut -d' ' -f1,6 /proc/$$/stat; cat");

        assertThat(text(result).lines())
                .contains("HOME=/root", "LC_ALL=C.UTF-8", "ROLLCALL_RUN=" + run)
                .noneMatch(line -> line.startsWith("JAVA") || line.startsWith("USER"));
        var ids = result.message().split(" ");
        assertThat(ids[0]).isEqualTo(ids[1]);
    }

    @Test
    void keepsTheScriptForTheHolderByItsDigest() throws InterruptedException, IOException {
        run("echo hello");

        var kept = folder.resolve("scripts").resolve(Digest.of("echo hello").hex());
        assertThat(kept).hasContent("echo hello");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rwx------");
    }

    @Test
    void takesTwoHundredMegabytesInConstantMemory() throws InterruptedException {
        var result = run("echo first; yes 0123456789 | head -c 209715200; echo; echo last");

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.output().total()).isEqualTo(209_715_200L + 12);
        assertThat(result.output().kept().size()).isLessThan(132_000);
        assertThat(text(result)).startsWith("first\n").endsWith("\nlast\n").contains("bytes cut");
        assertThat(result.message()).isEqualTo("last");
    }

    @Test
    void killsTheWholeTreeWhenTheTimeIsUp() throws InterruptedException {
        var result =
                run(
                        "echo begun; sleep 600 & setsid sleep 600 & (setsid sh -c 'sleep 600; :' &);"
                                + " wait",
                        Duration.ofSeconds(1));

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.exitCode()).isEmpty();
        assertThat(result.message())
                .isEqualTo("stopped with all it started after 1 s; its last line: begun");
        assertThat(marked()).isZero();
    }

    @Test
    void leavesADaemonThatTheScriptStartedAlone() throws InterruptedException {
        var result = run("sleep 600 >/dev/null 2>&1 & echo started");

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(marked()).isEqualTo(1);
        RunScript.clearAway(run);
        assertThat(marked()).isZero();
    }

    @Test
    void anInterruptKillsTheTree() throws InterruptedException {
        var seen = new AtomicReference<Optional<ActionResult>>(Optional.empty());
        var thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                seen.set(Optional.of(run("touch " + folder + "/up; sleep 600")));
                            } catch (InterruptedException e) {
                                seen.set(Optional.empty());
                            }
                        });
        await().until(() -> Files.exists(folder.resolve("up")));

        thread.interrupt();
        thread.join();

        assertThat(seen.get()).isEmpty();
        assertThat(marked()).isZero();
    }

    /** Living processes that carry this run's mark. */
    private long marked() {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(p -> {
                    try {
                        var environment = Path.of("/proc", Long.toString(p.pid()), "environ");
                        return Files.readString(environment, StandardCharsets.ISO_8859_1)
                                .contains("ROLLCALL_RUN=" + run);
                    } catch (IOException e) {
                        return false;
                    }
                })
                .count();
    }
}

package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command itself, below real mounts in a mount namespace of their own, where root is had. */
class RealOverlayTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path temp;

    @BeforeEach
    void mayMount() throws Exception {
        var tried = below("mount -t tmpfs none " + temp);
        if (tried.filter(ProgramResult::succeeded).isEmpty()) {
            System.err.println(
                    "SKIPPED: no overlay is mounted here, which takes root and a mount namespace");
        }
        assumeThat(tried.filter(ProgramResult::succeeded)).as("mounting").isPresent();
    }

    @Test
    void anOverlayWhoseChangesAreInMemoryIsSeen() throws Exception {
        var said = status("tmpfs");

        assertThat(said)
                .contains(
                        "state          not kept across restarts: %s/m is an overlay that keeps no changes: %s is in memory (tmpfs)"
                                .formatted(temp, temp));
    }

    @Test
    void anOverlayWhoseChangesAreOnADiskIsNoNews() throws Exception {
        assumeThat(disk()).as("the kind of file system of " + temp).doesNotContain("tmpfs");

        assertThat(status("")).contains("device         not enrolled").doesNotContain("restarts");
    }

    @Test
    void anAgentThatStartsThereLogsItOnce() throws Exception {
        RecordedState.copyTo(temp.resolve("recorded"));
        var script =
                ("mkdir %1$s/m && mount -t tmpfs none %1$s/m && cp -r %1$s/recorded %1$s/m/state"
                                + " && %2$s -XX:TieredStopAtLevel=1 -cp %3$s %4$s run"
                                + " --state %1$s/m/state --root %1$s/m --proxy 127.0.0.1:1"
                                + " >%1$s/m/log 2>&1 & agent=$!;"
                                + " until grep -qs 'agent started' %1$s/m/log"
                                + " || ! kill -0 $agent; do sleep 0.2; done;"
                                + " cat %1$s/m/log; kill $agent")
                        .formatted(
                                temp,
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Main.class.getName());

        assertThat(below(script).orElseThrow().output())
                .containsOnlyOnce(
                        "state folder is not kept across restarts state=%1$s/m/state because=\"%1$s/m is in memory (tmpfs)\""
                                .formatted(temp));
    }

    private String disk() throws Exception {
        return Files.getFileStore(temp).type();
    }

    private String status(String changesIn) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var tmpfs = changesIn.isEmpty() ? "" : "mount -t tmpfs none %1$s && ";
        var script =
                (tmpfs
                                + "mkdir %1$s/l %1$s/u %1$s/w %1$s/m && mount -t overlay overlay"
                                + " -o lowerdir=%1$s/l,upperdir=%1$s/u,workdir=%1$s/w %1$s/m"
                                + " && mkdir %1$s/m/state && %2$s -XX:TieredStopAtLevel=1 -cp %3$s %4$s"
                                + " status --state %1$s/m/state; true")
                        .formatted(
                                temp,
                                java,
                                System.getProperty("java.class.path"),
                                Main.class.getName());
        return below(script).orElseThrow().output();
    }

    private static Optional<ProgramResult> below(String script) throws Exception {
        return Programs.ofThisMachine()
                .run(List.of("unshare", "-m", "sh", "-c", script), LIMIT, 10_000);
    }
}

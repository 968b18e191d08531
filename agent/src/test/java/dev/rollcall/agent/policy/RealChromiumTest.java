package dev.rollcall.agent.policy;

import static dev.rollcall.common.policy.SettingState.REPAIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.platform.ServiceControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Chromium obeys what the agent wrote for it. It looks below /etc only, so it runs in a
 * mount namespace of its own where our folder lies there.
 */
@Tag("slow")
class RealChromiumTest {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** What Chromium says of a site that a policy blocks. */
    private static final String BLOCKED = "ERR_BLOCKED_BY_ADMINISTRATOR";

    /** What it says of one that it would show. */
    private static final String NOT_THERE = "ERR_NAME_NOT_RESOLVED";

    private final Documents documents = new Documents();

    @TempDir private Path folder;
    private Path root;
    private Enforcement enforcement;

    @BeforeEach
    void open() throws IOException {
        assumeThat(CHROMIUM).isExecutable();
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        root = folder.resolve("root");
        enforcement =
                Enforcement.below(
                        root, folder.resolve("state/replaced"), ServiceControl.below(root));
    }

    @Test
    void aBlockedSiteIsBlockedAndAnotherIsNot() throws Exception {
        enforce("URLBlocklist", "[\"games.test\"]");

        assertThat(opening("http://games.test/")).contains(BLOCKED);
        assertThat(opening("http://lessons.test/")).contains(NOT_THERE);
    }

    @Test
    void aPolicyThatIsWithdrawnBlocksNoMore() throws Exception {
        enforce("URLBlocklist", "[\"games.test\"]");
        enforcement.enforce(documents.document(2));

        assertThat(opening("http://games.test/")).contains(NOT_THERE);
    }

    private void enforce(String name, String value) throws InterruptedException {
        assertThat(enforcement.enforce(documents.document(1, Documents.chromium(name, value))))
                .allMatch(result -> result.state() == REPAIRED);
    }

    /** Nothing of the network is reached: no name resolves. */
    private String opening(String address) throws IOException, InterruptedException {
        var etc = Files.createDirectories(root.resolve("etc/chromium"));
        var printed = folder.resolve("printed");
        var chromium =
                new ProcessBuilder(
                                List.of(
                                        "unshare",
                                        "--mount",
                                        "sh",
                                        "-c",
                                        "mkdir -p /etc/chromium && mount --bind \"$1\" /etc/chromium"
                                                + " && shift && exec \"$@\"",
                                        "sh",
                                        etc.toString(),
                                        CHROMIUM.toString(),
                                        "--headless",
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--no-first-run",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync",
                                        "--user-data-dir=" + folder.resolve("profile"),
                                        "--host-resolver-rules=MAP * ~NOTFOUND",
                                        "--dump-dom",
                                        address))
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            assertThat(chromium.waitFor(90, TimeUnit.SECONDS)).isTrue();
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly().waitFor();
        }
        return Files.readString(printed);
    }
}

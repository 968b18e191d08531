package dev.rollcall.agent.policy;

import static dev.rollcall.agent.policy.Documents.absent;
import static dev.rollcall.agent.policy.Documents.chromium;
import static dev.rollcall.agent.policy.Documents.file;
import static dev.rollcall.common.policy.SettingState.COMPLIANT;
import static dev.rollcall.common.policy.SettingState.FAILED;
import static dev.rollcall.common.policy.SettingState.REPAIRED;
import static dev.rollcall.common.policy.SettingState.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.agent.platform.ServiceControl;
import dev.rollcall.agent.platform.StandInSystemctl;
import dev.rollcall.common.policy.SettingResult;
import dev.rollcall.common.policy.SettingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnforcementTest {

    private static final String MOTD = file("/etc/motd", "be kind\n");

    private final Documents documents = new Documents();

    @TempDir private Path folder;
    private Path root;
    private Enforcement enforcement;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("root");
        enforcement = with(ServiceControl.below(root));
    }

    private Enforcement with(ServiceControl services) throws IOException {
        return Enforcement.below(root, folder.resolve("state/replaced"), services);
    }

    private List<SettingResult> enforce(String... settings) throws InterruptedException {
        return enforcement.enforce(documents.document(1, settings));
    }

    private List<SettingState> states(String... settings) throws InterruptedException {
        return enforce(settings).stream().map(SettingResult::state).toList();
    }

    private Path etc(String name) throws IOException {
        Files.createDirectories(root.resolve("etc"));
        return root.resolve("etc").resolve(name);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void writesAFileWithItsFoldersAndFindsItInOrderAfterwards()
            throws IOException, InterruptedException {
        assertThat(enforce(MOTD))
                .extracting(SettingResult::key, SettingResult::state, SettingResult::detail)
                .containsExactly(tuple("file:/etc/motd", REPAIRED, "it was missing"));

        assertThat(etc("motd")).hasContent("be kind\n");
        assertThat(mode(etc("motd"))).isEqualTo("rw-r--r--");
        assertThat(enforce(MOTD)).allMatch(r -> r.state() == COMPLIANT);
    }

    @Test
    void repairsContentModeAndPresenceThatDrifted() throws IOException, InterruptedException {
        var secret = file("/etc/secret", "x", "0600");
        var gone = absent("/etc/cron.d/miner");
        enforce(MOTD, secret, gone);
        Files.writeString(etc("motd"), "be rude\n");
        Files.setPosixFilePermissions(etc("secret"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.createDirectories(etc("cron.d"));
        Files.writeString(etc("cron.d/miner"), "* * * * * root mine");

        assertThat(enforce(MOTD, secret, gone))
                .extracting(SettingResult::state, SettingResult::detail)
                .containsExactly(
                        tuple(REPAIRED, "its content differed"),
                        tuple(REPAIRED, "its mode was 0666"),
                        tuple(REPAIRED, "it was there"));

        assertThat(etc("motd")).hasContent("be kind\n");
        assertThat(mode(etc("secret"))).isEqualTo("rw-------");
        assertThat(etc("cron.d/miner")).doesNotExist();
        assertThat(enforce(MOTD, secret, gone)).allMatch(r -> r.state() == COMPLIANT);
    }

    @Test
    void putsTheOriginalBackWhenThePolicyNoLongerClaimsIt()
            throws IOException, InterruptedException {
        Files.writeString(etc("motd"), "as installed\n");
        Files.setPosixFilePermissions(etc("motd"), PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(etc("issue"), Path.of("../usr/lib/issue"));
        Files.writeString(etc("unwanted"), "still wanted");
        var issue = file("/etc/issue", "school\n");
        var added = file("/etc/new/added", "new\n");
        enforce(MOTD, issue, added, absent("/etc/unwanted"));
        enforce(file("/etc/motd", "changed\n"), issue, added, absent("/etc/unwanted"));
        assertThat(etc("motd")).hasContent("changed\n");
        assertThat(etc("issue")).isRegularFile();
        assertThat(etc("unwanted")).doesNotExist();

        enforcement = with(ServiceControl.below(root));
        assertThat(enforce()).isEmpty();

        assertThat(etc("motd")).hasContent("as installed\n");
        assertThat(mode(etc("motd"))).isEqualTo("rw-r-----");
        assertThat(Files.readSymbolicLink(etc("issue"))).hasToString("../usr/lib/issue");
        assertThat(etc("unwanted")).hasContent("still wanted");
        assertThat(etc("new/added")).doesNotExist();
        assertThat(folder.resolve("state/replaced")).isEmptyDirectory();
    }

    @Test
    void aFileThatBelongsToSomebodyElseHasDrifted() throws IOException, InterruptedException {
        assumeThat(Files.getOwner(Path.of("/proc/self")).getName()).isEqualTo("root");
        enforce(MOTD);
        Files.setAttribute(etc("motd"), "unix:uid", 65534);

        assertThat(enforce(MOTD))
                .extracting(SettingResult::state, SettingResult::detail)
                .containsExactly(tuple(REPAIRED, "it belonged to somebody else"));
        assertThat(Files.getAttribute(etc("motd"), "unix:uid")).isEqualTo(0);
        Files.setAttribute(etc("motd"), "unix:gid", 65534);

        assertThat(states(MOTD)).containsExactly(REPAIRED);
        assertThat(Files.getAttribute(etc("motd"), "unix:gid")).isEqualTo(0);
        assertThat(states(MOTD)).containsExactly(COMPLIANT);
    }

    @Test
    void setIdAndStickyBitsAreDriftAndComeBackWithTheOriginal()
            throws IOException, InterruptedException {
        Files.writeString(etc("motd"), "as installed\n");
        Files.setAttribute(etc("motd"), "unix:mode", 06755);
        enforce(MOTD);
        assertThat(special(etc("motd"))).isEqualTo(0644);
        Files.setAttribute(etc("motd"), "unix:mode", 04644);

        assertThat(enforce(MOTD))
                .extracting(SettingResult::detail)
                .containsExactly("its mode was 4644");
        assertThat(special(etc("motd"))).isEqualTo(0644);
        enforce();

        assertThat(etc("motd")).hasContent("as installed\n");
        assertThat(special(etc("motd"))).isEqualTo(06755);
    }

    private static int special(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:mode") & 07777;
    }

    @Test
    void whatCannotBeGivenBackIsAFailureUntilItIs() throws IOException, InterruptedException {
        Files.writeString(etc("motd"), "as installed\n");
        enforce(MOTD);
        Files.delete(etc("motd"));
        Files.createDirectories(etc("motd"));

        for (int pass = 0; pass < 2; pass++) {
            assertThat(enforce())
                    .extracting(SettingResult::key, SettingResult::state)
                    .containsExactly(tuple("given-back:/etc/motd", FAILED));
        }
        Files.delete(etc("motd"));

        assertThat(enforce()).isEmpty();
        assertThat(etc("motd")).hasContent("as installed\n");
    }

    @Test
    void settingsThatAreNotUnderstoodAreNamedByTheirPosition() throws InterruptedException {
        var results =
                enforce("{\"type\":\"firefox\",\"name\":\"X\"}", MOTD, "{\"type\":\"firefox\"}");

        assertThat(results)
                .extracting(SettingResult::key, SettingResult::state)
                .containsExactly(
                        tuple("unsupported:0", UNSUPPORTED),
                        tuple("file:/etc/motd", REPAIRED),
                        tuple("unsupported:2", UNSUPPORTED));
    }

    @Test
    void leavesAFileAloneWhoseSettingItNoLongerUnderstands()
            throws IOException, InterruptedException {
        enforce(MOTD);

        var states = states(MOTD.replaceFirst("}$", ",\"owner\":\"nobody\"}"));

        assertThat(states).containsExactly(UNSUPPORTED);
        assertThat(etc("motd")).hasContent("be kind\n");
    }

    @Test
    void neverFollowsALinkOutOfTheRoot() throws IOException, InterruptedException {
        var outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("passwd"), "precious");
        Files.createDirectories(root.resolve("home"));
        Files.createSymbolicLink(root.resolve("home/pupil"), outside);
        Files.createSymbolicLink(etc("motd"), outside.resolve("passwd"));
        Files.createSymbolicLink(root.resolve("home/up"), Path.of("../../outside"));

        var results =
                enforce(
                        file("/home/pupil/passwd", "owned"),
                        absent("/home/pupil/passwd"),
                        file("/home/pupil/new/file", "owned"),
                        file("/home/up/passwd", "owned"),
                        MOTD);

        assertThat(results)
                .extracting(SettingResult::state)
                .containsExactly(FAILED, FAILED, FAILED, REPAIRED);
        assertThat(results.getFirst().detail())
                .isEqualTo("a link or a file is in the way, not a folder");
        assertThat(outside.resolve("passwd")).hasContent("precious");
        assertThat(outside.resolve("new")).doesNotExist();
        assertThat(Files.isRegularFile(etc("motd"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void oneFailingSettingNeverStopsTheOthers() throws IOException, InterruptedException {
        Files.createDirectories(etc("motd"));
        Files.writeString(etc("file"), "no folder");

        var results =
                enforce(
                        MOTD,
                        file("/etc/file/below", "x"),
                        "{\"type\":\"firefox\",\"name\":\"X\"}",
                        "{\"type\":\"service\",\"name\":\"cups.service\",\"running\":true}",
                        file("/etc/last", "x"));

        assertThat(results)
                .extracting(SettingResult::state, SettingResult::detail)
                .containsExactly(
                        tuple(FAILED, "a folder is in the way"),
                        tuple(FAILED, "a link or a file is in the way, not a folder"),
                        tuple(UNSUPPORTED, "this agent does not fully understand it"),
                        tuple(UNSUPPORTED, "below --root there are files only, and no services"),
                        tuple(REPAIRED, "it was missing"));
    }

    @Test
    void theDetailNeverHoldsContents() throws IOException, InterruptedException {
        Files.writeString(etc("motd"), "hunter2");

        assertThat(enforce(file("/etc/motd", "hunter3")).toString()).doesNotContain("hunter");
    }

    @Test
    void writesAllBrowserPoliciesTogether() throws IOException, InterruptedException {
        Files.createDirectories(etc("opt/chrome"));
        var homepage = chromium("HomepageLocation", "\"https://school.test\"");
        var blocked = chromium("URLBlocklist", "[\"b.test\",\"a.test\"]");
        var nested = chromium("ManagedBookmarks", "[{\"url\":\"u\",\"name\":\"n\"}]");

        assertThat(enforce(homepage, MOTD, blocked, nested))
                .extracting(SettingResult::key, SettingResult::state)
                .containsExactly(
                        tuple("chromium:HomepageLocation", REPAIRED),
                        tuple("file:/etc/motd", REPAIRED),
                        tuple("chromium:URLBlocklist", REPAIRED),
                        tuple("chromium:ManagedBookmarks", REPAIRED));

        var written = root.resolve("etc/chromium/policies/managed/rollcall.json");
        assertThat(written)
                .content()
                .isEqualTo(
                        """
                        {
                          "HomepageLocation" : "https://school.test",
                          "ManagedBookmarks" : [ {
                            "name" : "n",
                            "url" : "u"
                          } ],
                          "URLBlocklist" : [ "b.test", "a.test" ]
                        }
                        """);
        assertThat(etc("opt/chrome/policies/managed/rollcall.json"))
                .hasSameTextualContentAs(written);
        assertThat(enforce(homepage, blocked, nested)).allMatch(r -> r.state() == COMPLIANT);
    }

    @Test
    void saysWhichBrowserPolicyDrifted() throws IOException, InterruptedException {
        var homepage = chromium("HomepageLocation", "\"https://school.test\"");
        var blocked = chromium("URLBlocklist", "[\"b.test\"]");
        var written = root.resolve("etc/chromium/policies/managed/rollcall.json");
        enforce(homepage, blocked);
        Files.writeString(written, Files.readString(written).replace("b.test", "harmless.test"));

        assertThat(enforce(homepage, blocked))
                .extracting(SettingResult::state, SettingResult::detail)
                .containsExactly(tuple(COMPLIANT, ""), tuple(REPAIRED, "its value differed"));

        Files.writeString(written, Files.readString(written).replaceFirst("\\{", "{\"X\":1,"));
        assertThat(states(homepage, blocked)).containsExactly(REPAIRED, REPAIRED);
        Files.writeString(written, "rubbish");
        assertThat(states(homepage, blocked)).containsExactly(REPAIRED, REPAIRED);
        enforce();
        assertThat(written).doesNotExist();
    }

    @Test
    void makesAServiceRunOrNotAndStartAtBootOrNot() throws IOException, InterruptedException {
        var stand = Files.createDirectories(folder.resolve("stand-in"));
        enforcement = with(StandInSystemctl.in(stand).services());
        var off =
                "{\"type\":\"service\",\"name\":\"cups.service\",\"running\":false,\"enabled\":false}";
        var on = "{\"type\":\"service\",\"name\":\"cups.service\",\"running\":true}";
        var absent = "{\"type\":\"service\",\"name\":\"absent.service\",\"running\":false}";
        var wanted = "{\"type\":\"service\",\"name\":\"absent2.service\",\"running\":true}";
        var broken = "{\"type\":\"service\",\"name\":\"broken.service\",\"running\":true}";

        assertThat(enforce(off))
                .extracting(SettingResult::state, SettingResult::detail)
                .containsExactly(tuple(REPAIRED, "it was active and enabled"));
        assertThat(enforce(off)).allMatch(r -> r.state() == COMPLIANT);
        assertThat(enforce(on, absent, wanted, broken))
                .extracting(SettingResult::state, SettingResult::detail)
                .containsExactly(
                        tuple(REPAIRED, "it was inactive and disabled"),
                        tuple(COMPLIANT, ""),
                        tuple(FAILED, "there is no such service on this device"),
                        tuple(
                                FAILED,
                                "Job for broken.service failed because the control process"
                                        + " exited."));
    }
}

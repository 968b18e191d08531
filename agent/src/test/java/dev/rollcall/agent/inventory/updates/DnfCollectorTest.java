package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.packages.RpmDatabase;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the form that dnf 4 prints, as {@link RealDnfTest} sees it printed. */
@EnabledOnOs(OS.LINUX)
class DnfCollectorTest {

    private static final String INSTALLED =
            """
            bash\t5.1.8-6.el9\tx86_64\tbash-5.1.8-6.el9.src.rpm
            openssl-libs\t1:3.0.7-25.el9\tx86_64\topenssl-3.0.7-25.el9.src.rpm
            google-chrome-stable\t124.0.6367.60-1\tx86_64\tgoogle-chrome-stable-124.0.6367.60-1.src.rpm
            """;
    private static final String OPENSSL =
            "openssl-libs.x86_64                1:3.0.7-27.el9                baseos\n";
    private static final String BASH =
            "bash.x86_64                        5.1.8-9.el9                   baseos\n";
    private static final String CHROME =
            "google-chrome-stable.x86_64        124.0.6367.78-1               google-chrome\n";
    private static final String ADVISORIES =
            "RHSA-2024:2447 Moderate/Sec. openssl-libs-1:3.0.7-27.el9.x86_64\n";

    private static final String BASEOS =
            "/var/cache/dnf/baseos-0123456789abcdef/repodata/repomd.xml";
    private static final String INDEX =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <repomd xmlns="http://linux.duke.edu/metadata/repo">
              <revision>1715000000</revision>
              <data type="primary"><timestamp>1715000001</timestamp></data>
              <data type="updateinfo"><timestamp>1714000000</timestamp></data>
            </repomd>
            """;

    private final Map<String, ProgramResult> printed = new HashMap<>();
    private final List<String> started = new ArrayList<>();

    @TempDir private Path folder;
    @TempDir private Path state;
    private PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).file("/var/lib/rpm/rpmdb.sqlite", "binary");
        device.file(BASEOS, INDEX);
        device.file(
                "/var/cache/dnf/google-chrome-fedcba9876543210/repodata/repomd.xml",
                "<repomd><revision>1714000000</revision><data type=\"primary\"/></repomd>");
        prints("rpm", 0, INSTALLED);
        prints("check-update", 100, BASH + OPENSSL);
        prints("updateinfo", 0, ADVISORIES);
    }

    private void prints(String command, int exit, String output) {
        printed.put(command, new ProgramResult(exit, output, "", false, false));
    }

    private Programs programs() {
        return (command, timeout, most) -> {
            var asked = command.size() > 3 ? command.get(3) : "";
            var result = printed.get(command.getFirst().equals("rpm") ? "rpm" : asked);
            if (result != null) {
                started.add(command.getFirst());
            }
            return Optional.ofNullable(result);
        };
    }

    private DnfCollector collector() {
        return new DnfCollector(
                device.files(),
                programs(),
                new RpmDatabase(device.files(), programs()),
                Optional.of(state.resolve("pending.json")));
    }

    private PatchLevelSection collect() throws Exception {
        return collect(collector());
    }

    private static PatchLevelSection collect(DnfCollector collector) throws Exception {
        return (PatchLevelSection) ((Collected.Facts) collector.collect()).section();
    }

    private static Optional<Boolean> security(PatchLevelSection section, String name) {
        return update(section, name).security();
    }

    private static PendingUpdate update(PatchLevelSection section, String name) {
        return section.pending().orElseThrow().stream()
                .filter(u -> u.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void advisoriesSayWhichUpdatesAreAboutSecurity() throws Exception {
        var section = collect();

        assertThat(section.system()).isEqualTo(UpdateSystem.DNF);
        assertThat(security(section, "openssl-libs")).contains(true);
        assertThat(security(section, "bash")).contains(false);
        assertThat(section.pendingSecurity()).contains(1L);
    }

    @Test
    void withoutAListOfAdvisoriesNothingIsKnownAboutSecurity() throws Exception {
        prints("updateinfo", 1, "");

        var section = collect();

        assertThat(section.pending().orElseThrow()).hasSize(2);
        assertThat(security(section, "openssl-libs")).isEmpty();
        assertThat(section.pendingSecurity()).isEmpty();
    }

    @Test
    void aRepositoryWithoutAdvisoriesSaysNothingAboutItsUpdates() throws Exception {
        prints("check-update", 100, BASH + CHROME);
        prints("updateinfo", 0, "");

        var section = collect();

        assertThat(security(section, "bash")).contains(false);
        assertThat(security(section, "google-chrome-stable")).isEmpty();
        assertThat(section.pendingSecurity()).isEmpty();

        prints("check-update", 100, BASH + CHROME + OPENSSL);
        prints("updateinfo", 0, ADVISORIES);

        assertThat(collect().pendingSecurity()).contains(1L);
    }

    @Test
    void nothingPendingNeedsNoAdvisoriesAndAFailedCheckSaysNothing() throws Exception {
        prints("check-update", 0, "");
        prints("updateinfo", 1, "");
        assertThat(collect().pendingSecurity()).contains(0L);

        prints("check-update", 1, "");
        assertThat(collect().pending()).isEmpty();
        assertThat(collect().pendingSecurity()).isEmpty();
    }

    @Test
    void anUpdateKeepsTheDateAtWhichItsRepositoryFirstOfferedOne() throws Exception {
        assertThat(update(collect(), "bash").since()).contains(Instant.ofEpochSecond(1715000001));

        device.file(BASEOS, INDEX.replace("17150000", "17190000"));
        prints("check-update", 100, BASH.replace("5.1.8-9", "5.1.8-10") + OPENSSL);

        assertThat(update(collect(), "bash").since()).contains(Instant.ofEpochSecond(1715000001));
    }

    @Test
    void theListsAreAsOldAsDnfFourOrFiveSays() throws Exception {
        var fetched = Instant.parse("2026-09-01T06:00:00Z");
        device.modified(BASEOS, fetched)
                .modified(
                        "/var/cache/dnf/google-chrome-fedcba9876543210/repodata/repomd.xml",
                        fetched.minusSeconds(60));
        assertThat(collect().listsRefreshed()).contains(Instant.parse("2026-09-01T00:00:00Z"));

        device.file("/var/cache/dnf/last_makecache", "")
                .modified("/var/cache/dnf/last_makecache", fetched.plus(Duration.ofDays(1)));

        assertThat(collect().listsRefreshed()).contains(Instant.parse("2026-09-02T00:00:00Z"));
    }

    @Test
    void whereThereIsNoDnfNothingIsSaidToComeFromIt() {
        printed.remove("check-update");

        assertThatThrownBy(this::collect)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no dnf that could say what is pending");
    }

    @Test
    void dnfFiveIsAskedByItsOwnName() throws Exception {
        var collector =
                new DnfCollector(
                        device.files(),
                        (command, timeout, most) ->
                                command.getFirst().equals("dnf")
                                        ? Optional.empty()
                                        : programs().run(command, timeout, most),
                        new RpmDatabase(device.files(), programs()),
                        Optional.empty());

        assertThat(collect(collector).pendingSecurity()).contains(1L);
        assertThat(started).containsExactly("dnf5", "dnf5", "rpm");
    }

    /** dnf compares with nothing there, and says that nothing is pending. */
    @Test
    void aDeviceThatZypperUpdatesIsNotSaidToBeUpToDate() throws Exception {
        prints("check-update", 0, "");
        device.file("/usr/bin/zypper", "").folder("/etc/zypp/repos.d");
        assertThat(collect().pendingCount()).contains(0L);

        device.file("/etc/zypp/repos.d/repo-oss.repo", "[repo-oss]\nenabled=1\n");

        assertThatThrownBy(this::collect)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("zypper, which this version does not read");
    }

    @Test
    void nothingPendingIsNotBelievedOfADnfThatComparedNothing() throws Exception {
        prints("check-update", 0, "");
        prints("rpm", 0, "");
        assertThat(collect().pending()).isEmpty();

        prints("rpm", 0, INSTALLED);
        assertThat(collect().pending()).contains(List.of());

        for (var repository :
                List.of("baseos-0123456789abcdef", "google-chrome-fedcba9876543210")) {
            Files.delete(
                    device.files().at("/var/cache/dnf/" + repository + "/repodata/repomd.xml"));
        }
        assertThat(collect().pending()).isEmpty();
    }

    @Test
    void whatContradictsItselfSaysNothing() throws Exception {
        prints("check-update", 100, "no line of these\n");
        assertThat(collect().pending()).isEmpty();

        prints("check-update", 100, BASH.replace("bash", "zsh"));
        assertThat(collect().pending()).isEmpty();

        prints("check-update", 0, BASH);
        assertThat(collect().pending()).isEmpty();

        prints("check-update", 0, "\u0000\u001b[2J\ufffd");
        assertThat(collect().pending()).isEmpty();
    }

    @Test
    void onAnUnchangedDeviceNoProgramIsStartedASecondTime() throws Exception {
        var collector = collector();
        var first = collect(collector);
        assertThat(started).containsExactly("dnf", "dnf", "rpm");

        assertThat(collect(collector)).isEqualTo(first);
        assertThat(started).containsExactly("dnf", "dnf", "rpm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/lib/rpm/rpmdb.sqlite",
                "/var/lib/rpm/rpmdb.sqlite-wal",
                "/usr/lib/sysimage/rpm/Packages.db",
                "/etc/yum.repos.d/fedora.repo",
                "/etc/dnf/dnf.conf",
                "/etc/dnf/vars/releasever",
                "/etc/dnf/repos.override.d/99-config_manager.repo",
                "/usr/share/dnf5/libdnf.conf.d/20-fedora-defaults.conf",
                "/var/cache/dnf/baseos-0123456789abcdef/repodata/repomd.xml",
                "/var/cache/libdnf5/updates-0123456789abcdef/repodata/a-primary.xml.zst"
            })
    void whenAFileChangesOnWhichItDependsDnfIsAskedAgain(String path) throws Exception {
        var collector = collector();
        assertThat(collect(collector).pendingSecurity()).contains(1L);
        prints("check-update", 100, BASH);

        device.file(path, path.endsWith("repomd.xml") ? INDEX + "\n" : "changed");
        assertThat(collect(collector).pendingSecurity()).contains(0L);

        prints("check-update", 100, BASH + OPENSSL);
        device.file(path, path.endsWith("repomd.xml") ? INDEX + " \n" : "changed again");
        assertThat(collect(collector).pendingSecurity()).contains(1L);
    }

    @Test
    void aFileThatIsPutInAnothersPlaceWithItsSizeAndTimeIsAChangeToo() throws Exception {
        var database = "/var/lib/rpm/rpmdb.sqlite";
        var time = Instant.parse("2026-09-01T06:00:00Z");
        device.modified(database, time);
        var collector = collector();
        collect(collector);
        prints("check-update", 100, BASH);

        device.file(database, "BINARY").modified(database, time);

        assertThat(collect(collector).pendingSecurity()).contains(0L);
    }

    /** rpm and dnf write these when they only read. */
    @Test
    void whatReadingProgramsWriteIsNoChange() throws Exception {
        var collector = collector();
        collect(collector);

        device.file("/var/lib/rpm/rpmdb.sqlite-shm", "who reads")
                .file("/var/lib/rpm/rpmdb.sqlite-wal", "")
                .file("/var/cache/dnf/baseos.solv", "worked out")
                .file("/var/cache/dnf/expired_repos.json", "[]")
                .file("/var/cache/libdnf5/baseos-0123456789abcdef/solv/baseos.solv", "worked out");
        collect(collector);

        assertThat(started).containsExactly("dnf", "dnf", "rpm");
    }

    @Test
    void aDnfThatDidNotAnswerIsAskedAgain() throws Exception {
        var collector = collector();
        prints("check-update", 1, "");
        assertThat(collect(collector).pending()).isEmpty();

        prints("check-update", 100, BASH + OPENSSL);
        prints("updateinfo", 1, "");
        assertThat(collect(collector).pendingSecurity()).isEmpty();

        prints("updateinfo", 0, ADVISORIES);
        assertThat(collect(collector).pendingSecurity()).contains(1L);
    }

    @Test
    void lockedPackagesAreHeld() throws Exception {
        device.file(
                        "/etc/dnf/plugins/versionlock.list",
                        "# added by hand\nkernel-core-0:5.14.0-362.el9.*\n!vim-2:8.2-1.el9.*\n")
                .file(
                        "/etc/dnf/versionlock.toml",
                        "version = \"1.0\"\n[[packages]]\nname = \"bash\"\n"
                                + "[[packages.conditions]]\nkey = \"evr\"\nvalue = \"5.1.8-6.el9\"\n");

        assertThat(collect().held()).containsExactly("bash", "kernel-core");
    }
}

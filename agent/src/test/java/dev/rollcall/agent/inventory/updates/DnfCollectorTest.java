package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.packages.RpmDatabase;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** In the form that dnf 4 prints, as {@link RealDnfTest} sees it printed. */
@EnabledOnOs(OS.LINUX)
class DnfCollectorTest extends PlantedDnfTest {

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

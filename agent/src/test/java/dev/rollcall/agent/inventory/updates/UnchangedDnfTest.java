package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that did not change starts neither rpm nor dnf, and no change is overlooked. */
@EnabledOnOs(OS.LINUX)
class UnchangedDnfTest extends PlantedDnfTest {

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
}

package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AptUpdatesTest {

    private static final Archive MAIN =
            Archive.parse(
                    "deb.debian.org_debian_dists_bookworm",
                    """
                    -----BEGIN PGP SIGNED MESSAGE-----
                    Hash: SHA256

                    Origin: Debian
                    Label: Debian
                    Suite: oldstable
                    Codename: bookworm
                    Date: Sat, 11 Jul 2026 10:16:37 UTC
                    MD5Sum:
                     0ed6 1 NotAutomatic: yes
                    """);
    private static final Archive SECURITY =
            Archive.parse(
                    "deb.debian.org_debian-security_dists_bookworm-security",
                    "Label: Debian-Security\nSuite: oldstable-security\n"
                            + "Date: Wed, 15 Jul 2026 08:00:00 UTC\n");
    private static final Archive BACKPORTS =
            Archive.parse(
                    "backports",
                    "Label: Backports\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n");
    private static final Archive EXPERIMENTAL =
            Archive.parse("experimental", "Label: Debian\nNotAutomatic: yes\n");

    @Test
    void anArchiveIsReadFromTheHeadOfItsReleaseFile() {
        assertThat(MAIN)
                .isEqualTo(
                        new Archive(
                                "deb.debian.org_debian_dists_bookworm",
                                Optional.of("Debian"),
                                Optional.of("oldstable"),
                                Optional.of(false),
                                Optional.of(Instant.parse("2026-07-11T10:16:37Z")),
                                500));
        assertThat(SECURITY.security()).contains(true);
        assertThat(BACKPORTS.priority()).isEqualTo(100);
        assertThat(EXPERIMENTAL.priority()).isEqualTo(1);
        assertThat(Archive.parse("x", "Date: yesterday\nSuite: noble-security\n"))
                .satisfies(a -> assertThat(a.published()).isEmpty())
                .satisfies(a -> assertThat(a.security()).contains(true));
    }

    @Test
    void theNewestOfTheHighestPriorityIsTheCandidate() {
        var updates = updates(dpkg("openssl", "3.0.15-1", "amd64"));

        updates.offer(MAIN, "openssl", "3.0.16-1", "amd64");
        updates.offer(MAIN, "openssl", "3.0.17-1", "amd64");
        updates.offer(BACKPORTS, "openssl", "3.4.0-1~bpo12", "amd64");
        updates.offer(EXPERIMENTAL, "openssl", "4.0-1", "amd64");
        updates.offer(MAIN, "openssl", "9.0", "i386");
        updates.offer(MAIN, "not-installed", "1", "amd64");

        assertThat(updates.pending())
                .containsExactly(
                        new PendingUpdate(
                                "openssl",
                                Optional.of("amd64"),
                                Optional.of("3.0.15-1"),
                                "3.0.17-1",
                                Optional.of(false),
                                Optional.of("Debian"),
                                MAIN.published(),
                                false));
    }

    @Test
    void anUpdateThatContainsASecurityFixIsOneEvenIfItsCandidateComesFromElsewhere() {
        var updates = updates(dpkg("curl", "7.88-1", "amd64"), dpkg("jq", "1.6-1", "amd64"));

        updates.offer(SECURITY, "curl", "7.88-2", "amd64");
        updates.offer(MAIN, "curl", "7.88-3", "amd64");
        updates.offer(SECURITY, "jq", "1.6-1", "amd64");
        updates.offer(MAIN, "jq", "1.6-2", "amd64");

        assertThat(updates.pending())
                .extracting(PendingUpdate::security)
                .containsExactly(Optional.of(true), Optional.of(false));
        assertThat(updates.pending())
                .extracting(PendingUpdate::origin)
                .containsOnly(Optional.of("Debian"));
    }

    @Test
    void whereNothingSaysThatUpdatesAreNotAboutSecurityThatIsNotKnown() {
        for (var head :
                List.of(
                        "",
                        "Origin: Google LLC\nLabel: Google\nSuite: stable\n",
                        "Origin: Debian\nSuite: unstable\nCodename: sid\n",
                        "Origin: Debian Backports\nLabel: Debian Backports\n",
                        "Origin: Ubuntu\nSuite: noble-backports\nNotAutomatic: yes\n")) {
            assertThat(Archive.parse("x", head).security()).as(head).isEmpty();
        }
        assertThat(Archive.unnamed("x").security()).isEmpty();
        assertThat(Archive.parse("x", "Origin: Ubuntu\nSuite: noble-updates\n").security())
                .contains(false);

        var updates = updates(dpkg("chrome", "1", "amd64"), dpkg("vim", "1", "amd64"));
        updates.offer(Archive.unnamed("chrome"), "chrome", "2", "amd64");
        updates.offer(MAIN, "vim", "2", "amd64");
        updates.offer(BACKPORTS, "vim", "3", "amd64");

        assertThat(updates.pending())
                .extracting(PendingUpdate::security)
                .containsExactly(Optional.empty(), Optional.of(false));
    }

    @Test
    void backportsUpgradeOnlyWhatCameFromThem() {
        var updates = updates(dpkg("a", "2~bpo", "amd64"), dpkg("b", "1", "amd64"));

        updates.offer(BACKPORTS, "a", "3~bpo", "amd64");
        updates.offer(MAIN, "a", "1", "amd64");
        updates.offer(MAIN, "b", "1", "amd64");
        updates.offer(BACKPORTS, "b", "2~bpo", "amd64");

        assertThat(updates.pending()).extracting(PendingUpdate::name).containsExactly("a");
    }

    @Test
    void aPackageMayBecomeIndependentOfTheArchitectureAndEachArchitectureIsItsOwn() {
        var updates =
                updates(
                        dpkg("data", "1", "amd64"),
                        dpkg("libc6", "2.36", "amd64"),
                        dpkg("libc6", "2.36", "i386"));

        updates.offer(MAIN, "data", "2", "all");
        updates.offer(MAIN, "libc6", "2.37", "i386");

        assertThat(updates.pending())
                .extracting(p -> p.name() + ":" + p.architecture().orElseThrow())
                .containsExactly("data:amd64", "libc6:i386");
    }

    @Test
    void heldPackagesAreMarked() {
        var updates = new AptUpdates(List.of(dpkg("kept", "1", "all")), List.of("kept"));

        updates.offer(MAIN, "kept", "2", "all");

        assertThat(updates.pending()).singleElement().matches(PendingUpdate::held);
    }

    private static AptUpdates updates(InstalledPackage... installed) {
        var all = new ArrayList<>(List.of(installed));
        all.add(dpkg("dpkg", "1.21.22", "amd64"));
        return new AptUpdates(all, List.of());
    }

    private static InstalledPackage dpkg(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.DPKG);
    }
}

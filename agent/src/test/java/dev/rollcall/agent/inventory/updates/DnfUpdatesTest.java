package dev.rollcall.agent.inventory.updates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.inventory.updates.DnfUpdates.Offer;
import dev.rollcall.agent.inventory.updates.RpmRepositories.Repository;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DnfUpdatesTest {

    private static final String CHECK_UPDATE =
            """

            kernel.x86_64                    5.14.0-427.13.1.el9_4       baseos
            openssl-libs.x86_64              1:3.0.7-27.el9              baseos
            python3-a-name-that-is-much-too-long-for-its-column.noarch
                                             1.2-3.el9                   appstream
            rubbish
            also not-a-version here
            Obsoleting Packages
            grub2-tools.x86_64               1:2.06-77.el9               baseos
                grub2-tools.x86_64           1:2.06-70.el9               @baseos
            """;

    @Test
    void updatesAreReadAlsoWhereALongNameBreaksTheLine() throws IOException {
        assertThat(DnfUpdates.parseCheckUpdate(CHECK_UPDATE))
                .containsExactly(
                        new Offer("kernel", "x86_64", "5.14.0-427.13.1.el9_4", "baseos"),
                        new Offer("openssl-libs", "x86_64", "1:3.0.7-27.el9", "baseos"),
                        new Offer(
                                "python3-a-name-that-is-much-too-long-for-its-column",
                                "noarch",
                                "1.2-3.el9",
                                "appstream"));
    }

    @Test
    void securityAdvisoriesAreReadInTheFormsOfDnfFourAndFive() throws IOException {
        var four =
                """
                RHSA-2024:1234 Important/Sec. openssl-libs-1:3.0.7-27.el9.x86_64
                RHBA-2024:2222 bugfix         kernel-5.14.0-427.13.1.el9_4.x86_64
                """;
        var five =
                """
                Name                   Type     Severity  Package                        Issued
                FEDORA-2024-aa11bb22cc security Important glib2-2.78.6-1.fc39.x86_64     2024-05-19
                FEDORA-2024-dd33ee44ff bugfix   None      nano-7.2-5.fc39.x86_64         2024-05-20
                """;

        assertThat(DnfUpdates.parseSecurity(four)).containsExactly("openssl-libs.x86_64");
        assertThat(DnfUpdates.parseSecurity(five)).containsExactly("glib2.x86_64");
        assertThat(DnfUpdates.parseSecurity("security " + "a-".repeat(1_000_000))).isEmpty();
    }

    @Test
    void onlyWhatIsInstalledIsPendingAndTheNewestInstalledKernelCounts() throws IOException {
        var pending =
                DnfUpdates.pending(
                        DnfUpdates.parseCheckUpdate(CHECK_UPDATE),
                        Optional.of(Set.of("openssl-libs.x86_64")),
                        new RpmRepositories(
                                new TreeMap<>(
                                        Map.of("baseos", new Repository(true, Optional.empty()))),
                                Optional.empty()),
                        List.of(
                                rpm("kernel", "5.14.0-362.el9"),
                                rpm("kernel", "5.14.0-427.el9"),
                                rpm("openssl-libs", "1:3.0.7-25.el9")));

        assertThat(pending)
                .containsExactly(
                        update("kernel", "5.14.0-427.el9", "5.14.0-427.13.1.el9_4", false),
                        update("openssl-libs", "1:3.0.7-25.el9", "1:3.0.7-27.el9", true));
    }

    @Test
    void anUpdateForAnotherArchitectureThanIsInstalledIsOneToo() throws IOException {
        var pending =
                DnfUpdates.pending(
                        DnfUpdates.parseCheckUpdate("fonts.noarch  2-1  updates\n"),
                        Optional.empty(),
                        new RpmRepositories(new TreeMap<>(), Optional.empty()),
                        List.of(rpm("fonts", "1-1"), rpm("kernel", "1-1")));

        assertThat(pending)
                .extracting(PendingUpdate::name, PendingUpdate::installed)
                .containsExactly(tuple("fonts", Optional.of("1-1")));
    }

    private static InstalledPackage rpm(String name, String version) {
        return new InstalledPackage(name, version, "x86_64", PackageSource.RPM);
    }

    private static PendingUpdate update(
            String name, String installed, String candidate, boolean security) {
        return new PendingUpdate(
                name,
                Optional.of("x86_64"),
                Optional.of(installed),
                candidate,
                Optional.of(security),
                Optional.of("baseos"),
                Optional.empty(),
                false);
    }
}

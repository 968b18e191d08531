package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.InstalledPackage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpmPackagesTest {

    @TempDir Path folder;

    @Test
    void whatRpmListsIsReadLineByLine() throws IOException {
        var listing =
                RpmPackages.parse(
                        "bash\t5.1.8-9.el9\tx86_64\n"
                                + "gpg-pubkey\t8483c65d-5ccc5b19\t(none)\n"
                                + "half a line\n"
                                + "openssl\t1:3.0.7-25.el9\tx86_64\n");

        assertThat(listing.packages())
                .extracting(InstalledPackage::name)
                .containsExactly("bash", "openssl");
        assertThat(listing.unreadable()).isEqualTo(1);
    }

    @Test
    void morePackagesThanAreReadAreAFailureAndNotAShorterList() {
        var endless = "bash\t5.1.8-9.el9\tx86_64\n".repeat(50_001);

        assertThatThrownBy(() -> RpmPackages.parse(endless))
                .hasMessageContaining("more than 50000");
    }

    @Test
    void aDatabaseWithoutItsProgramIsAFailureAndNoDatabaseIsNone() throws Exception {
        var device = new PlantedDevice(folder);
        var collector = new PackagesCollector(device.files(), Programs.none());

        assertThat(collector.collect()).isInstanceOf(Collected.Off.class);

        device.file("/usr/lib/sysimage/rpm/rpmdb.sqlite", "");

        assertThatThrownBy(collector::collect).hasMessageContaining("no rpm that could read it");
    }
}

package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RpmPackagesTest {

    @TempDir Path folder;

    @Test
    void whatRpmListsIsReadLineByLine() throws IOException {
        var listing =
                RpmPackages.parse(
                        "bash\t5.1.8-9.el9\tx86_64\tbash-5.1.8-9.el9.src.rpm\n"
                                + "gpg-pubkey\t8483c65d-5ccc5b19\t(none)\t(none)\n"
                                + "half a line\n"
                                + "openssl\t1:3.0.7-25.el9\tx86_64\t(none)\n");

        assertThat(listing.packages())
                .extracting(InstalledPackage::name)
                .containsExactly("bash", "openssl");
        assertThat(listing.unreadable()).isEqualTo(1);
    }

    @Test
    void theSourceIsToldWhereItIsNamedOtherwise() throws IOException {
        var listing =
                RpmPackages.parse(
                        "bash\t5.1.8-9.el9\tx86_64\tbash-5.1.8-9.el9.src.rpm\n"
                                + "openssl-libs\t1:3.0.7-25.el9\tx86_64\topenssl-3.0.7-25.el9.src.rpm\n"
                                + "perl-Errno\t1.30-481.el9\tx86_64\tperl-5.32.1-481.el9.src.rpm\n"
                                + "bad\t1-1\tnoarch\t-1.src.rpm\n"
                                + "own\t1-1\tnoarch\t(none)\n");

        assertThat(listing.packages())
                .extracting(
                        InstalledPackage::name,
                        InstalledPackage::sourcePackage,
                        InstalledPackage::sourceVersion)
                .containsExactly(
                        tuple("bash", Optional.empty(), Optional.empty()),
                        tuple("openssl-libs", Optional.of("openssl"), Optional.empty()),
                        tuple("perl-Errno", Optional.of("perl"), Optional.of("5.32.1-481.el9")),
                        tuple("bad", Optional.empty(), Optional.empty()),
                        tuple("own", Optional.empty(), Optional.empty()));
    }

    /** Built by the real rpmbuild, listed by the real rpm. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theRealRpmTellsTheSource() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/rpmbuild")));
        var spec = folder.resolve("tool.spec");
        Files.writeString(
                spec,
                """
                Name: tool
                Version: 2.0
                Release: 3
                Epoch: 1
                Summary: s
                License: MIT
                BuildArch: noarch
                %description
                d
                %package libs
                Summary: l
                %description libs
                l
                %files
                %files libs
                """);
        run("rpmbuild", "-bb", "--define", "_topdir " + folder.resolve("top"), spec.toString());
        var output =
                run(
                        "rpm",
                        "-qp",
                        "--qf",
                        RpmPackages.FORMAT,
                        folder.resolve("top/RPMS/noarch/tool-2.0-3.noarch.rpm").toString(),
                        folder.resolve("top/RPMS/noarch/tool-libs-2.0-3.noarch.rpm").toString());

        assertThat(RpmPackages.parse(output).packages())
                .containsExactly(
                        new InstalledPackage("tool", "1:2.0-3", "noarch", PackageSource.RPM),
                        new InstalledPackage("tool-libs", "1:2.0-3", "noarch", PackageSource.RPM)
                                .from("tool", "1:2.0-3"));
    }

    private static String run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void morePackagesThanAreReadAreAFailureAndNotAShorterList() {
        var endless = "bash\t5.1.8-9.el9\tx86_64\t(none)\n".repeat(50_001);

        assertThatThrownBy(() -> RpmPackages.parse(endless))
                .hasMessageContaining("more than 50000");
    }

    @Test
    void aDatabaseWithoutItsProgramIsAFailureAndNoDatabaseIsNone() throws Exception {
        var device = new PlantedDevice(folder);
        var collector =
                new PackagesCollector(
                        device.files(), new RpmDatabase(device.files(), Programs.none()));

        assertThat(collector.collect()).isInstanceOf(Collected.Off.class);

        device.file("/usr/lib/sysimage/rpm/rpmdb.sqlite", "");

        assertThatThrownBy(collector::collect).hasMessageContaining("no rpm that could read it");
    }
}

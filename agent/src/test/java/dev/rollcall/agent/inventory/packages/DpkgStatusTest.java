package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DpkgStatusTest {

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aDeviceWithoutDpkgHasNoList() throws IOException {
        assertThat(DpkgStatus.read(device.files())).isEmpty();
    }

    @Test
    void installedHeldAndHalfInstalledCountAndRemovedDoNot() throws IOException {
        var status =
                status(
                        """
                        Package: openssl
                        Status: install ok installed
                        Architecture: amd64
                        Version: 3.0.19-1
                        Description: Secure Sockets Layer
                         Package: not-this-one
                         .

                        Package: kept
                        Status: hold ok installed
                        Architecture: all
                        Version: 1

                        Package: broken-off
                        Status: install reinstreq half-configured
                        Architecture: amd64
                        Version: 2:1.0

                        Package: gone
                        Status: deinstall ok config-files
                        Architecture: amd64
                        Version: 1

                        Package: never
                        Status: unknown ok not-installed
                        """);

        assertThat(status.packages())
                .containsExactly(
                        dpkg("openssl", "3.0.19-1", "amd64"),
                        dpkg("kept", "1", "all"),
                        dpkg("broken-off", "2:1.0", "amd64"));
        assertThat(status.held()).containsExactly("kept");
        assertThat(status.unreadable()).isZero();
    }

    @Test
    void theSourceIsToldWhereItsNameOrVersionIsAnother() throws IOException {
        var status =
                status(
                        """
                        Package: libc6
                        Status: install ok installed
                        Architecture: amd64
                        Source: glibc
                        Version: 2.36-9+deb12u7

                        Package: bash
                        Status: install ok installed
                        Architecture: amd64
                        Source: bash (5.2.15-2)
                        Version: 5.2.15-2+b7

                        Package: linux-image-6.1.0-47-amd64
                        Status: install ok installed
                        Architecture: amd64
                        Source: linux-signed-amd64 (6.1.170+3)
                        Version: 6.1.170-3

                        Package: same
                        Status: install ok installed
                        Architecture: all
                        Source: same (1)
                        Version: 1

                        Package: odd
                        Status: install ok installed
                        Architecture: all
                        Source: a b (((
                        Version: 1
                        """);

        assertThat(status.packages())
                .containsExactly(
                        dpkg("libc6", "2.36-9+deb12u7", "amd64").from("glibc", "2.36-9+deb12u7"),
                        dpkg("bash", "5.2.15-2+b7", "amd64").from("bash", "5.2.15-2"),
                        dpkg("linux-image-6.1.0-47-amd64", "6.1.170-3", "amd64")
                                .from("linux-signed-amd64", "6.1.170+3"),
                        dpkg("same", "1", "all"),
                        dpkg("odd", "1", "all"));
    }

    @Test
    void aHostileSourceIsCleanedAndBounded() throws IOException {
        var status =
                status(
                        "Package: p\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n"
                                + "Source: "
                                + "s\u0007".repeat(10_000)
                                + "\n");

        assertThat(status.packages().getFirst().sourcePackage().orElseThrow())
                .matches("s{100,200}");
    }

    @Test
    void aCorruptEntryCostsItselfAndIsCounted() throws IOException {
        var status =
                status(
                        """
                        Package: good
                        Status: install ok installed
                        Architecture: amd64
                        Version: 1

                        \u0000\u0001\u0002 rubbish \ufffd
                        Version 7
                        Package

                        Package: no-version
                        Status: install ok installed
                        Architecture: amd64

                        Package: odd-status
                        Status: installed
                        Architecture: amd64
                        Version: 1

                        Package: also-good
                        Status: install ok installed
                        Architecture: amd64
                        Version: 2\
                        """);

        assertThat(status.packages())
                .containsExactly(dpkg("good", "1", "amd64"), dpkg("also-good", "2", "amd64"));
        assertThat(status.unreadable()).isEqualTo(3);
    }

    @Test
    void namesInEveryScriptAreReadAndControlCharactersAreNot() throws IOException {
        var status =
                status(
                        """
                        Package: пакет
                        Status: install ok installed
                        Architecture: all
                        Version: 1

                        Package: 软\u0007件包
                        Status: install ok installed
                        Architecture: all
                        Version: 1
                        """);

        assertThat(status.packages())
                .extracting(InstalledPackage::name)
                .containsExactly("пакет", "软件包");
    }

    @Test
    void aLineLongerThanAnyBufferIsDroppedAndTheRestIsRead() throws IOException {
        var status =
                status(
                        "Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n"
                                + "Depends: "
                                + "x".repeat(700_000)
                                + "\n\nPackage: b\nStatus: install ok installed\n"
                                + "Architecture: all\nVersion: 2\n");

        assertThat(status.packages()).containsExactly(dpkg("a", "1", "all"), dpkg("b", "2", "all"));
    }

    @Test
    void moreEntriesThanAnyDeviceHasAreAFailureAndNotALongWait() {
        var entry = "Package: p\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n";
        device.file(DpkgStatus.FILE, entry.repeat(50_001));

        assertThatThrownBy(() -> DpkgStatus.read(device.files()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than 50000 packages");
    }

    @Test
    void fourGigabytesAreAFailureAtOnce() throws IOException {
        device.file(DpkgStatus.FILE, "");
        try (var sparse = new RandomAccessFile(device.files().at(DpkgStatus.FILE).toFile(), "rw")) {
            sparse.setLength(4L << 30);
        }

        assertThatThrownBy(() -> DpkgStatus.read(device.files()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than");
    }

    /** What a power failure leaves of a file that was being written. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 2 << 20})
    void zerosInPlaceOfTheListAreAFailureAndNotADeviceWithoutPackages(int zeros) {
        device.file(DpkgStatus.FILE, new byte[zeros]);

        assertThatThrownBy(() -> DpkgStatus.read(device.files()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no installed package");
    }

    @Test
    void whereRpmInstalledItAListOfNothingIsNoDatabase() throws IOException {
        device.file(DpkgStatus.FILE, "").file("/var/lib/rpm/rpmdb.sqlite", "");
        assertThat(DpkgStatus.read(device.files())).isEmpty();

        device.file("/var/lib/dpkg/info/dpkg.list", "/.\n");
        assertThatThrownBy(() -> DpkgStatus.read(device.files())).isInstanceOf(IOException.class);
    }

    @Test
    void zerosBetweenOrInEntriesAreCountedAndMakeNoEntryOfTwo() throws IOException {
        var one = "Package: a\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n";
        var torn = "Package: b\nStatus: install ok installed\nArchitecture: all\nConffiles:\n /e";
        var rest = "l\nVersion: 7\n\n";

        assertThat(status(one + "\0".repeat(1_000_000)).unreadable()).isEqualTo(1);

        var status = status(one + torn + "\0".repeat(4096) + rest + one.replace("a\n", "c\n"));

        assertThat(status.packages()).extracting(InstalledPackage::name).containsExactly("a", "c");
        assertThat(status.unreadable()).isEqualTo(1);
    }

    private DpkgStatus status(String text) throws IOException {
        device.file(DpkgStatus.FILE, text);
        return DpkgStatus.read(device.files()).orElseThrow();
    }

    private static InstalledPackage dpkg(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.DPKG);
    }
}

package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlatpaksTest {

    private static final String ROOT = "/var/lib/flatpak/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aDeviceWithoutFlatpakHasNone() {
        assertThat(Flatpaks.read(device.files())).isEmpty();
    }

    @Test
    void applicationsAndRuntimesAreRead() {
        ref("app/org.gimp.GIMP/x86_64/stable", deploy("3.0.4"));
        device.link(ROOT + "app/org.gimp.GIMP/current", "x86_64/stable");
        ref("runtime/org.freedesktop.Platform/x86_64/24.08", deploy(""));
        ref("runtime/org.freedesktop.Platform.Locale/x86_64/24.08", deploy(""));
        device.folder(ROOT + "app/org.left.Over/x86_64/stable");

        assertThat(Flatpaks.read(device.files()).orElseThrow().packages())
                .containsExactly(
                        flatpak("org.gimp.GIMP", "3.0.4"),
                        flatpak("org.freedesktop.Platform", "24.08"));
    }

    @Test
    void rubbishIsSkippedOrReplacedByTheBranch() {
        ref("app/org.good.App/x86_64/stable", deploy("1.0 beta\u0007\u202e"));
        ref("app/org.huge.App/x86_64/stable", "x".repeat(2_000_000));
        ref("app/org.cut.App/x86_64/stable", "appdata-version\0\0\0");
        ref("app/-bad id/x86_64/stable", deploy("1"));
        ref("app/org.bad.Branch/x86_64/a\u001bb", deploy("1"));

        assertThat(Flatpaks.read(device.files()).orElseThrow().packages())
                .containsExactly(
                        flatpak("org.cut.App", "stable"),
                        flatpak("org.good.App", "1.0_beta"),
                        flatpak("org.huge.App", "stable"));
    }

    @Test
    void theyAreCountedAmongThePackages() throws IOException, InterruptedException {
        device.file(
                DpkgStatus.FILE,
                "Package: bash\nStatus: install ok installed\nVersion: 5.2\nArchitecture: amd64\n");
        ref("app/org.gimp.GIMP/x86_64/stable", deploy("3.0.4"));
        device.folder("/var/lib/snapd")
                .file("/snap/core22/1/meta/snap.yaml", "version: 1\n")
                .link("/snap/core22/current", "1");

        var collected =
                new PackagesCollector(
                                device.files(), new RpmDatabase(device.files(), Programs.none()))
                        .collect();

        assertThat(collected)
                .isInstanceOfSatisfying(
                        Collected.Facts.class,
                        facts ->
                                assertThat(((PackagesSection) facts.section()).count())
                                        .isEqualTo(3));
    }

    private void ref(String ref, String deploy) {
        device.file(ROOT + ref + "/0a1b2c/deploy", deploy.getBytes(StandardCharsets.UTF_8))
                .link(ROOT + ref + "/active", "0a1b2c");
    }

    /** As flatpak 1.14 writes it: of a serialized dictionary the part around the version. */
    private static String deploy(String version) {
        return "flathub\0deadbeef\0\0\0\0previous-ids\0\0\0\0\0as"
                + (version.isEmpty() ? "" : "\0\0appdata-version\0" + version + "\0\0s\0\0\0\0")
                + "appdata-license\0GPL-3.0\0\0s\u000f\u0017";
    }

    private static InstalledPackage flatpak(String id, String version) {
        return new InstalledPackage(id, version, "x86_64", PackageSource.FLATPAK);
    }
}

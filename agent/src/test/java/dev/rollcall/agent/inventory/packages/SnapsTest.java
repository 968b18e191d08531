package dev.rollcall.agent.inventory.packages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapsTest {

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aDeviceWithoutSnapdHasNone() {
        device.folder("/snap");

        assertThat(Snaps.read(device.files())).isEmpty();
    }

    @Test
    void theCurrentRevisionIsRead() {
        snap(
                "/snap",
                "firefox",
                "5187",
                "name: firefox\nversion: 133.0-2\narchitectures: [amd64]\n");
        device.file("/snap/firefox/4955/meta/snap.yaml", "version: 130.0\n");
        snap(
                "/snap",
                "core22",
                "1748",
                "name: core22\narchitectures:\n- amd64\nversion: '20260204' # made up\ntype: base\n");
        snap("/snap", "hello_two", "x1", "version: \"2.10\"\narchitectures:\n  - all\n");
        device.file("/snap/README", "about").folder("/snap/bin");

        var listing = Snaps.read(device.files()).orElseThrow();

        assertThat(listing.packages())
                .containsExactly(
                        snap("core22", "20260204", "amd64"),
                        snap("firefox", "133.0-2", "amd64"),
                        snap("hello_two", "2.10", "all"));
        assertThat(listing.unreadable()).isZero();
    }

    @Test
    void otherSystemsMountThemElsewhere() {
        snap("/var/lib/snapd/snap", "code", "7", "version: 1.95\n");

        assertThat(Snaps.read(device.files()).orElseThrow().packages())
                .containsExactly(snap("code", "1.95", "all"));
    }

    @Test
    void whatMakesNoSenseIsCountedAndSpoilsNothingElse() {
        snap("/snap", "good", "1", "version: 1.0\n");
        snap("/snap", "rude", "1", "version: 1\u0007.\u001b[31m0\u202e 5\n");
        snap("/snap", "huge", "1", "x: y\n".repeat(100_000) + "version: 9\n");
        snap("/snap", "empty", "1", "");
        device.link("/snap/stray/current", "../../etc");
        device.link("/snap/unmounted/current", "12");

        var listing = Snaps.read(device.files()).orElseThrow();

        assertThat(listing.packages())
                .containsExactly(snap("good", "1.0", "all"), snap("rude", "1.[31m0_5", "all"));
        assertThat(listing.unreadable()).isEqualTo(4);
    }

    private void snap(String mounts, String name, String revision, String description) {
        device.folder("/var/lib/snapd")
                .file(mounts + "/" + name + "/" + revision + "/meta/snap.yaml", description)
                .link(mounts + "/" + name + "/current", revision);
    }

    private static InstalledPackage snap(String name, String version, String architecture) {
        return new InstalledPackage(name, version, architecture, PackageSource.SNAP);
    }
}

package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciNamesTest {

    static final String LIST =
            """
            # List of PCI ID's
            0010  Allied Telesis, Inc (Wrong ID)
            8086  Intel Corporation
            # what is not known for certain
            \t#5916 not this
            \t5917  UHD Graphics 620
            \t\t17aa 2258  ThinkPad L480
            \t9d71  Sunrise Point-LP HD Audio
            ffff  Illegal Vendor ID
            \t5917  Not this one
            C 03  Display controller
            \t00  VGA compatible controller
            """;

    @TempDir Path folder;

    @Test
    void vendorsAndDevicesAreNamedByTheDevicesOwnList() {
        var files = new PlantedDevice(folder).file("/usr/share/misc/pci.ids", LIST).files();

        var names = PciNames.of(files, List.of("8086:5917", "8086:9d71", "8086:2258", "1234:1111"));

        assertThat(names.vendor("8086:5917")).contains("Intel Corporation");
        assertThat(names.model("8086:5917")).contains("UHD Graphics 620");
        assertThat(names.model("8086:9d71")).contains("Sunrise Point-LP HD Audio");
        assertThat(names.model("8086:2258")).isEmpty();
        assertThat(names.vendor("1234:1111")).isEmpty();
    }

    @Test
    void otherDistributionsHaveItElsewhereAndSomeNotAtAll() {
        var device = new PlantedDevice(folder);
        assertThat(PciNames.of(device.files(), List.of("8086:5917")).model("8086:5917")).isEmpty();

        device.file("/usr/share/hwdata/pci.ids", LIST);
        assertThat(PciNames.of(device.files(), List.of("8086:5917")).model("8086:5917"))
                .contains("UHD Graphics 620");
    }

    @Test
    void aListOfRubbishNamesNothing() {
        var noise = new byte[300_000];
        new Random(3).nextBytes(noise);
        var files = new PlantedDevice(folder).file("/usr/share/misc/pci.ids", noise).files();

        assertThat(PciNames.of(files, List.of("8086:5917")).model("8086:5917")).isEmpty();
    }

    @Test
    void noMoreThanEightMebibytesAreRead() {
        var before = "8086  Intel Corporation\n" + "#".repeat(8 << 20);
        var files =
                new PlantedDevice(folder)
                        .file("/usr/share/misc/pci.ids", before + "\n\t5917  UHD Graphics 620\n")
                        .files();

        var names = PciNames.of(files, List.of("8086:5917"));

        assertThat(names.vendor("8086:5917")).contains("Intel Corporation");
        assertThat(names.model("8086:5917")).isEmpty();
    }

    /** The whole list of this machine. */
    @Test
    void theRealListNamesWhatItIsAskedFor() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/usr/share/misc/pci.ids")), "no list here");

        var names = PciNames.of(DeviceFiles.below(Path.of("/")), List.of("8086:5917", "10de:1cb3"));

        assertThat(names.vendor("8086:5917")).contains("Intel Corporation");
        assertThat(names.model("8086:5917")).contains("UHD Graphics 620");
        assertThat(names.model("10de:1cb3")).contains("GP107GL [Quadro P400]");
    }
}

package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkAdapterTest {

    private static final String PCI = "/sys/devices/pci0000:00/0000:00:1f.6";
    private static final Optional<String> NOTHING = Optional.empty();

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device =
                new PlantedDevice(folder)
                        .file(PCI + "/vendor", "0x8086\n")
                        .file(PCI + "/device", "0x15d8\n")
                        .link(PCI + "/driver", "../../../bus/pci/drivers/e1000e")
                        .link(PCI + "/subsystem", "../../../bus/pci");
    }

    private NetworkAdapter at(String where) {
        device.folder("/sys/class/net/one").link("/sys/class/net/one/device", "../../.." + where);
        return NetworkAdapter.of(device.files(), "/sys/class/net/one");
    }

    @Test
    void anAdapterOnPciHasItsNumber() {
        assertThat(at(PCI.substring("/sys".length())))
                .isEqualTo(
                        new NetworkAdapter(
                                Optional.of("e1000e"), Optional.of("8086:15d8"), NOTHING));
    }

    /** The numbers of virtio are not those of PCI. */
    @Test
    void oneOnABusBehindPciHasTheNumberOfWhatIsPluggedIn() {
        device.file(PCI + "/virtio2/vendor", "0x1af4\n")
                .file(PCI + "/virtio2/device", "0x0001\n")
                .link(PCI + "/virtio2/driver", "../../../../bus/virtio/drivers/virtio_net")
                .link(PCI + "/virtio2/subsystem", "../../../../bus/virtio");

        assertThat(at(PCI.substring("/sys".length()) + "/virtio2"))
                .isEqualTo(
                        new NetworkAdapter(
                                Optional.of("virtio_net"), Optional.of("8086:15d8"), NOTHING));
    }

    @Test
    void anAdapterOnUsbHasTheNumberOfItsDevice() {
        var usb = "/devices/pci0000:00/0000:00:14.0/usb1/1-2";
        device.file("/sys" + usb + "/idVendor", "0bda\n")
                .file("/sys" + usb + "/idProduct", "8179\n")
                .file("/sys" + usb + "/serial", "SECRET\n")
                .link("/sys" + usb + "/subsystem", "../../../../../bus/usb")
                .link(
                        "/sys" + usb + "/1-2:1.0/driver",
                        "../../../../../../bus/usb/drivers/rtl8xxxu")
                .link("/sys" + usb + "/1-2:1.0/subsystem", "../../../../../../bus/usb");

        assertThat(at(usb + "/1-2:1.0"))
                .isEqualTo(
                        new NetworkAdapter(
                                Optional.of("rtl8xxxu"), NOTHING, Optional.of("0bda:8179")));
    }

    @Test
    void oneOfAProcessorsOwnHasADriverOnly() {
        device.link("/sys/devices/platform/eth/driver", "../../../bus/platform/drivers/macb\u0007")
                .link("/sys/devices/platform/eth/subsystem", "../../../bus/platform");

        assertThat(at("/devices/platform/eth"))
                .isEqualTo(new NetworkAdapter(Optional.of("macb"), NOTHING, NOTHING));
    }

    @Test
    void whatHasNoAdapterHasNothing() {
        device.folder("/sys/class/net/wg0");

        assertThat(NetworkAdapter.of(device.files(), "/sys/class/net/wg0"))
                .isEqualTo(new NetworkAdapter(NOTHING, NOTHING, NOTHING));
    }
}

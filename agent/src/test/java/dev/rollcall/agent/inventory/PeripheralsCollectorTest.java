package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.PeripheralsSection;
import dev.rollcall.common.inventory.PeripheralsSection.BluetoothAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.Display;
import dev.rollcall.common.inventory.PeripheralsSection.GraphicsAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.OpticalDrive;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import dev.rollcall.common.inventory.PeripheralsSection.SoundAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeripheralsCollectorTest {

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    private PeripheralsSection collect() throws IOException {
        var collected = (Collected.Facts) new PeripheralsCollector(device.files()).collect();
        return (PeripheralsSection) collected.section();
    }

    private void usb(String name, String id, String product, String... classes) {
        var at = "/sys/bus/usb/devices/" + name;
        device.file(at + "/idVendor", id.substring(0, 4) + "\n")
                .file(at + "/idProduct", id.substring(5) + "\n")
                .file(at + "/product", product + "\n")
                .file(at + "/serial", "SECRET-" + name + "\n");
        for (int i = 0; i < classes.length; i++) {
            device.file(
                    "/sys/bus/usb/devices/%s:1.%d/bInterfaceClass".formatted(name, i),
                    classes[i] + "\n");
        }
    }

    @Test
    void whatTheSystemDoesNotListIsAbsentAndNotNone() throws Exception {
        var nothing = collect();

        assertThat(nothing.graphics()).isEmpty();
        assertThat(nothing.displays()).isEmpty();
        assertThat(nothing.usb()).isEmpty();
        assertThat(nothing.printers()).isEmpty();
        assertThat(nothing.sound()).isEmpty();
        assertThat(nothing.opticalDrives()).isEmpty();
        assertThat(nothing.bluetooth()).isEmpty();
    }

    /** An adapter lists what it is connected to below the same folder: hci0:256 and so on. */
    @Test
    void bluetoothAdaptersAreToldAndNothingThatTheyAreConnectedTo() throws Exception {
        var usb = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-7";
        device.file(usb + "/idVendor", "8087\n")
                .file(usb + "/idProduct", "0026\n")
                .file(usb + "/manufacturer", "Intel Corp.\n")
                .file(usb + "/serial", "SECRET\n")
                .link(usb + "/subsystem", "../../../../../bus/usb")
                .link(usb + "/1-7:1.0/subsystem", "../../../../../../bus/usb")
                .folder(usb + "/1-7:1.0/bluetooth/hci0")
                .link(usb + "/1-7:1.0/bluetooth/hci0/device", "../../../1-7:1.0")
                .folder("/sys/class/bluetooth")
                .link(
                        "/sys/class/bluetooth/hci0",
                        "../../devices/pci0000:00/0000:00:14.0/usb1/1-7/1-7:1.0/bluetooth/hci0")
                .file("/sys/class/bluetooth/hci0:256/address", "11:22:33:44:55:66\n")
                .folder("/sys/class/bluetooth/hci1");

        assertThat(collect().bluetooth())
                .contains(
                        List.of(
                                new BluetoothAdapter(Optional.empty(), Optional.empty()),
                                new BluetoothAdapter(
                                        Optional.of("Intel Corp."), Optional.of("8087:0026"))));
    }

    @Test
    void graphicsAndSoundAdaptersAreFoundByTheirClassAndNamedByTheList() throws Exception {
        device.file("/usr/share/misc/pci.ids", PciNamesTest.LIST);
        for (var each :
                List.of(
                        "00:02.0 0x030000 0x5917",
                        "00:1f.3 0x040300 0x9d71",
                        "00:1f.5 0x040100 0x9dc8",
                        "00:04.0 0x040000 0x1111",
                        "00:00.0 0x060000 0x5914")) {
            var parts = each.split(" ");
            var at = "/sys/bus/pci/devices/0000:" + parts[0];
            device.file(at + "/class", parts[1] + "\n")
                    .file(at + "/vendor", "0x8086\n")
                    .file(at + "/device", parts[2] + "\n")
                    .link(at + "/driver", "../../../bus/pci/drivers/i915");
        }

        var listed = collect();

        assertThat(listed.graphics())
                .contains(
                        List.of(
                                new GraphicsAdapter(
                                        "8086:5917",
                                        Optional.of("Intel"),
                                        Optional.of("i915"),
                                        Optional.of("UHD Graphics 620"))));
        assertThat(listed.sound())
                .contains(
                        List.of(
                                new SoundAdapter(
                                        "8086:9d71",
                                        Optional.of("Intel Corporation"),
                                        Optional.of("i915"),
                                        Optional.of("Sunrise Point-LP HD Audio")),
                                new SoundAdapter(
                                        "8086:9dc8",
                                        Optional.of("Intel Corporation"),
                                        Optional.of("i915"),
                                        Optional.empty())));
    }

    @Test
    void aMakerThatFewKnowIsNamedByTheListToo() throws Exception {
        device.file("/usr/share/misc/pci.ids", "1ed5  Moore Threads Technology Co.,Ltd\n")
                .file("/sys/bus/pci/devices/0000:01:00.0/class", "0x030000\n")
                .file("/sys/bus/pci/devices/0000:01:00.0/vendor", "0x1ed5\n")
                .file("/sys/bus/pci/devices/0000:01:00.0/device", "0x0100\n");

        assertThat(collect().graphics())
                .contains(
                        List.of(
                                new GraphicsAdapter(
                                        "1ed5:0100",
                                        Optional.of("Moore Threads Technology Co.,Ltd"),
                                        Optional.empty())));
    }

    @Test
    void opticalDrivesAreListedAndWhatIsNoneIsNot() throws Exception {
        device.file("/sys/devices/pci0/ata2/block/sr0/device/vendor", "HL-DT-ST\n")
                .file("/sys/devices/pci0/ata2/block/sr0/device/model", "DVDRAM GUE1N    \n")
                .link("/sys/block/sr0", "../devices/pci0/ata2/block/sr0")
                .folder("/sys/devices/pci0/usb2/2-1/block/sr1")
                .link("/sys/block/sr1", "../devices/pci0/usb2/2-1/block/sr1")
                .folder("/sys/block/sda");

        assertThat(collect().opticalDrives())
                .contains(
                        List.of(
                                new OpticalDrive(
                                        "sr0",
                                        Optional.of("HL-DT-ST"),
                                        Optional.of("DVDRAM GUE1N"),
                                        Optional.of(true)),
                                new OpticalDrive(
                                        "sr1",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of(false))));
    }

    @Test
    void aDisplaySaysHowLargeItsPictureIs() throws Exception {
        device.file("/sys/class/drm/card0-eDP-1/status", "connected\n")
                .file("/sys/class/drm/card0-eDP-1/edid", PanelTest.block(1920, 1080, 309, 174));

        var display = collect().displays().orElseThrow().getFirst();

        assertThat(display.widthPixels()).contains(1920);
        assertThat(display.heightPixels()).contains(1080);
        assertThat(display.widthMillimeters()).contains(309);
        assertThat(display.heightMillimeters()).contains(174);
        assertThat(display.manufacturer()).contains("LGD");
    }

    @Test
    void connectedDisplaysAreListedAlsoThoseThatSayNothing() throws Exception {
        device.file("/sys/class/drm/card0-eDP-1/status", "connected\n")
                .file(
                        "/sys/class/drm/card0-eDP-1/edid",
                        EdidTest.block("LGD", 0x05E5, 0, 2018, "FC LP140WF8"))
                .file("/sys/class/drm/card0-HDMI-A-1/status", "disconnected\n")
                .file("/sys/class/drm/card0-HDMI-A-1/edid", "")
                .file("/sys/class/drm/card0-DP-2/status", "connected\n")
                .file("/sys/class/drm/card0-DP-2/edid", "rubbish")
                .folder("/sys/class/drm/renderD128");
        var nothing = Optional.<String>empty();

        assertThat(collect().displays())
                .contains(
                        List.of(
                                new Display(
                                        "DP-2", false, nothing, nothing, nothing, Optional.empty()),
                                new Display(
                                        "eDP-1",
                                        true,
                                        Optional.of("LGD"),
                                        Optional.of("LP140WF8"),
                                        nothing,
                                        Optional.of(2018))));
    }

    @Test
    void whatAComputerWorksWithIsListedWithoutItsSerial() throws Exception {
        usb("1-1", "046d:c31c", "USB Keyboard", "03", "03");
        usb("1-4", "04f2:b5ce", "Integrated\tCamera\u0007", "0e", "0e", "01");
        device.file("/sys/bus/usb/devices/1-4/removable", "fixed\n")
                .folder("/sys/bus/usb/devices/usb1");

        var usb = collect().usb().orElseThrow();

        assertThat(usb)
                .containsExactly(
                        new UsbDevice(
                                "046d:c31c",
                                Optional.empty(),
                                Optional.of("USB Keyboard"),
                                List.of(UsbKind.INPUT),
                                Optional.empty()),
                        new UsbDevice(
                                "04f2:b5ce",
                                Optional.empty(),
                                Optional.of("Integrated Camera"),
                                List.of(UsbKind.AUDIO, UsbKind.VIDEO),
                                Optional.of(true)));
        assertThat(usb.toString()).doesNotContain("SECRET");
    }

    @Test
    void phonesCamerasAndHubsAreNobodysBusiness() throws Exception {
        usb("1-2", "05ac:12a8", "iPhone of Ada", "06", "01");
        usb("1-3", "05e3:0610", "Hub", "09");
        usb("1-30", "18d1:4ee1", "Pixel", "ff");

        assertThat(collect().usb()).contains(List.of());
    }

    @Test
    void printQueuesAreReadAndTheirAddressesAreNot() throws Exception {
        device.file(
                "/etc/cups/printers.conf",
                """
                # Printer configuration file for CUPS v2.4.2
                NextPrinterId 3
                <Printer staff room>
                MakeModel Brother HL-L2350DW
                DeviceURI usb://Brother/HL-L2350DW?serial=E78281
                State Idle
                </Printer>
                <DefaultPrinter library>
                UUID urn:uuid:1
                MakeModel HP LaserJet 4000
                DeviceURI IPP://ada:secret@printer.lan/ipp
                </DefaultPrinter>
                <Printer cut
                """);

        assertThat(collect().printers())
                .contains(
                        List.of(
                                new Printer(
                                        "library",
                                        Optional.of("HP LaserJet 4000"),
                                        Optional.of("ipp"),
                                        true),
                                new Printer(
                                        "staff room",
                                        Optional.of("Brother HL-L2350DW"),
                                        Optional.of("usb"),
                                        false)));
    }

    @Test
    void aPrintSystemWithoutQueuesHasNone() throws Exception {
        device.folder("/etc/cups");

        assertThat(collect().printers()).contains(List.of());
    }
}

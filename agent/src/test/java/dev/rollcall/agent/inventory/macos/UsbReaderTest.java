package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The input follows published samples of {@code ioreg -a -l -r -c IOUSBHostDevice}. */
class UsbReaderTest {

    @Test
    void devicesAreListedByTheirInterfacesAndPhonesAndCamerasAreNot() throws IOException {
        assertThat(UsbReader.read(Recorded.text("macos-usb.plist")).orElseThrow())
                .containsExactly(
                        device(
                                "046d:082d",
                                "Logitech",
                                "C920",
                                List.of(UsbKind.AUDIO, UsbKind.VIDEO)),
                        device("046d:c31c", "Logitech", "USB Keyboard", List.of(UsbKind.INPUT)),
                        device("0781:5583", "SanDisk", "Ultra Fit", List.of(UsbKind.STORAGE)));
    }

    @Test
    void noSerialNumberIsInWhatIsSent() throws IOException {
        assertThat(UsbReader.read(Recorded.text("macos-usb.plist")).orElseThrow().toString())
                .doesNotContain("SN-");
    }

    @Test
    void nothingPluggedInIsNothingAndWhatIsNotUnderstoodIsAbsent() {
        assertThat(UsbReader.read("")).contains(List.of());
        assertThat(UsbReader.read("\n")).contains(List.of());
        assertThat(UsbReader.read("ioreg: error")).isEmpty();
        assertThat(UsbReader.read("<plist><array><dict>")).isEmpty();
    }

    @Test
    void manyDevicesAreBoundedAndNonsenseIsSkipped() {
        var out = new StringBuilder("<plist version=\"1.0\"><array>");
        for (int i = 0; i < 3_000; i++) {
            out.append(device(i, "<integer>3</integer>"));
        }
        assertThat(UsbReader.read(out + "</array></plist>").orElseThrow()).hasSize(100);
        assertThat(
                        UsbReader.read(
                                "<plist><array>"
                                        + device(1, "<string>x</string>")
                                        + device(2, "<integer>-3</integer>")
                                        + device(3, "<integer>70000</integer>")
                                        + "<string>x</string></array></plist>"))
                .contains(List.of());
    }

    private static String device(int location, String type) {
        return "<dict><key>idVendor</key><integer>1</integer><key>idProduct</key><integer>2</integer>"
                + "<key>bDeviceClass</key><integer>0</integer><key>locationID</key><integer>"
                + location
                + "</integer><key>IORegistryEntryChildren</key><array><dict><key>bInterfaceClass</key>"
                + type
                + "</dict></array></dict>";
    }

    private static UsbDevice device(
            String id, String manufacturer, String product, List<UsbKind> kinds) {
        return new UsbDevice(
                id, Optional.of(manufacturer), Optional.of(product), kinds, Optional.empty());
    }
}

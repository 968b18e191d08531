package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.PeripheralsSection.Display;
import dev.rollcall.common.inventory.PeripheralsSection.GraphicsAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import dev.rollcall.common.inventory.PeripheralsSection.UsbDevice;
import dev.rollcall.common.inventory.PeripheralsSection.UsbKind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class PeripheralsReaderTest {

    @Test
    void displaysSayWhoMadeThemAndHowTheyAreConnected() throws IOException {
        var section = PeripheralsReader.read(Recorded.facts("windows-laptop.jsonl"));

        assertThat(section.displays().orElseThrow())
                .containsExactly(
                        new Display(
                                "HDMI-1",
                                false,
                                Optional.of("DEL"),
                                Optional.of("DELL P2417H"),
                                Optional.of("KH0NG"),
                                Optional.of(2018)),
                        new Display(
                                "eDP-2",
                                true,
                                Optional.of("LGD"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(2016)));
        assertThat(section.graphics().orElseThrow())
                .containsExactly(
                        new GraphicsAdapter(
                                "8086:5917",
                                Optional.of("Intel Corporation"),
                                Optional.of("igfx"),
                                Optional.of("Intel(R) UHD Graphics 620")));
    }

    @Test
    void aPrinterIsNoFileAndItsAddressIsNotSent() throws IOException {
        var section = PeripheralsReader.read(Recorded.facts("windows-laptop.jsonl"));

        assertThat(section.printers().orElseThrow())
                .containsExactly(
                        new Printer(
                                "Bibliothek",
                                Optional.of("HP Universal Printing PCL 6"),
                                Optional.of("socket"),
                                true));
    }

    @Test
    void phonesAreLeftOutWithAllTheirParts() throws IOException {
        var section = PeripheralsReader.read(Recorded.facts("windows-laptop.jsonl"));

        assertThat(section.usb().orElseThrow())
                .containsExactly(
                        usb("046d:c31c", "USB Keyboard", UsbKind.INPUT),
                        usb("04f2:b5ce", "Integrated Camera", UsbKind.VIDEO),
                        usb("0781:5581", "Ultra USB 3.0", UsbKind.STORAGE));
    }

    private static UsbDevice usb(String id, String name, UsbKind kind) {
        return new UsbDevice(
                id, Optional.empty(), Optional.of(name), List.of(kind), Optional.empty());
    }

    @Test
    void whatIsNotAnsweredIsAbsentAndListsAreBounded() {
        var rows =
                IntStream.range(0, 300)
                        .mapToObj(i -> "{\"Name\":\"P%03d\\u001b\"}".formatted(i))
                        .collect(Collectors.joining(","));

        var section = PeripheralsReader.read(Recorded.rows("printers", "[" + rows + "]"));

        assertThat(section.printers().orElseThrow()).hasSize(100);
        assertThat(section.printers().orElseThrow().getFirst().name()).isEqualTo("P000");
        assertThat(section.displays()).isEmpty();
        assertThat(section.usb()).isEmpty();
        assertThat(section.graphics()).isEmpty();
    }
}

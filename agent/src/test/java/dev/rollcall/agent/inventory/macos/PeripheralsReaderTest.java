package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.PeripheralsSection.Display;
import dev.rollcall.common.inventory.PeripheralsSection.GraphicsAdapter;
import dev.rollcall.common.inventory.PeripheralsSection.Printer;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The input follows published samples of system_profiler: see {@link Recorded}. */
class PeripheralsReaderTest {

    @Test
    void displaysSayWhoMadeThem() throws IOException {
        var section =
                PeripheralsReader.read(
                        MacPrograms.parse(
                                """
                                {"SPDisplaysDataType":[
                                  {"_name":"Apple M2","spdisplays_vendor":"sppci_vendor_Apple","sppci_model":"Apple M2","spdisplays_ndrvs":[
                                    {"_name":"Color LCD","_spdisplays_display-vendor-id":"610","spdisplays_connection_type":"spdisplays_internal","_spdisplays_display-year":"0"},
                                    {"_name":"DELL P2417H","_spdisplays_display-vendor-id":"10ac","spdisplays_display-serial-number":"KH0NG87","_spdisplays_display-year":"2018"}]},
                                  {"_name":"kHW_IntelUHDGraphics630Item","spdisplays_device-id":"0x3e98","spdisplays_vendor":"Intel","sppci_model":"Intel UHD Graphics 630"}],
                                 "SPPrintersDataType":[{"_name":"Bibliothek","uri":"ipp://10.20.1.9/ipp/print","ppd":"HP LaserJet","default":"yes"},{"_name":"none"}]}
                                """),
                        Optional.empty());

        assertThat(section.displays().orElseThrow())
                .containsExactly(
                        new Display(
                                "internal-1",
                                true,
                                Optional.of("APP"),
                                Optional.of("Color LCD"),
                                Optional.empty(),
                                Optional.empty()),
                        new Display(
                                "display-2",
                                false,
                                Optional.of("DEL"),
                                Optional.of("DELL P2417H"),
                                Optional.of("KH0NG87"),
                                Optional.of(2018)));
        assertThat(section.graphics().orElseThrow())
                .containsExactly(
                        new GraphicsAdapter("8086:3e98", Optional.of("Intel"), Optional.empty()));
        assertThat(section.printers().orElseThrow())
                .containsExactly(
                        new Printer(
                                "Bibliothek",
                                Optional.of("HP LaserJet"),
                                Optional.of("ipp"),
                                true));
        assertThat(section.usb()).isEmpty();
    }

    @Test
    void listsAreBoundedAndWhatIsNotListedIsAbsent() throws IOException {
        var displays =
                IntStream.range(0, 300)
                        .mapToObj(
                                i -> "{\"_name\":\"x\",\"_spdisplays_display-vendor-id\":\"ffff\"}")
                        .collect(Collectors.joining(","));

        var section =
                PeripheralsReader.read(
                        MacPrograms.parse(
                                "{\"SPDisplaysDataType\":[{\"spdisplays_ndrvs\":["
                                        + displays
                                        + "]}]}"),
                        Optional.empty());

        assertThat(section.displays().orElseThrow()).hasSize(100);
        assertThat(section.displays().orElseThrow().getFirst().manufacturer()).isEmpty();
        assertThat(section.printers()).isEmpty();
    }
}

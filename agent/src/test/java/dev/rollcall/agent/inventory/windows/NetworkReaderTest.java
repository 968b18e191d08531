package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The input follows Microsoft's documentation of the classes: see {@link Recorded}. */
class NetworkReaderTest {

    @Test
    void adaptersHaveTheirPrivateAddressesAndNoNameThatAPersonGaveThem() throws IOException {
        assertThat(NetworkReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new NetworkSection(
                                List.of(
                                        new Interface(
                                                "Intel(R) Dual Band Wireless-AC 8265",
                                                Optional.of(LinkType.WIRELESS),
                                                Optional.of("d4:6d:6d:1a:2b:3c"),
                                                List.of("10.20.3.77/22"),
                                                Optional.of(true),
                                                Optional.of(866)),
                                        new Interface(
                                                "Intel(R) Ethernet Connection (4) I219-LM",
                                                Optional.of(LinkType.WIRED),
                                                Optional.of("8c:16:45:aa:bb:cc"),
                                                List.of(),
                                                Optional.of(false),
                                                Optional.empty()))));
    }

    @Test
    void hostileRowsCostThemselvesOnly() throws IOException {
        var facts =
                WindowsFacts.parse(
                        """
                        {"name":"adapters","rows":[{"InterfaceIndex":1,"InterfaceDescription":"A","PermanentAddress":"zz","HardwareInterface":true,"ReceiveLinkSpeed":"x"},{"HardwareInterface":true},7,{"InterfaceDescription":"B","PermanentAddress":"000000000000","HardwareInterface":true}]}
                        {"name":"addresses","rows":[{"InterfaceIndex":1,"IPAddress":"not an address","PrefixLength":24},{"InterfaceIndex":1,"IPAddress":"10.0.0.1","PrefixLength":999},{"InterfaceIndex":1,"IPAddress":"10.0.0.2","PrefixLength":24}]}
                        """);

        var interfaces = NetworkReader.read(facts).interfaces();

        assertThat(interfaces).extracting(Interface::name).containsExactly("A", "B");
        assertThat(interfaces.getFirst().addresses()).containsExactly("10.0.0.2/24");
        assertThat(interfaces).extracting(Interface::mac).containsOnly(Optional.empty());
    }

    @Test
    void interfacesAndAddressesAreBounded() throws IOException {
        var adapters =
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                "{\"InterfaceIndex\":1,\"InterfaceDescription\":\"A%d\",\"HardwareInterface\":true}"
                                        .formatted(i))
                        .collect(Collectors.joining(","));
        var addresses =
                IntStream.range(0, 250)
                        .mapToObj(i ->
                                "{\"InterfaceIndex\":1,\"IPAddress\":\"10.0.0.%d\",\"PrefixLength\":24}"
                                        .formatted(i))
                        .collect(Collectors.joining(","));

        var interfaces =
                NetworkReader.read(
                                WindowsFacts.parse(
                                        "{\"name\":\"adapters\",\"rows\":["
                                                + adapters
                                                + "]}\n{\"name\":\"addresses\",\"rows\":["
                                                + addresses
                                                + "]}"))
                        .interfaces();

        assertThat(interfaces).hasSize(64);
        assertThat(interfaces).allMatch(i -> i.addresses().size() == 32);
    }

    @Test
    void withoutAdaptersThereIsNoSection() {
        assertThatThrownBy(() -> NetworkReader.read(WindowsFacts.parse("")))
                .isInstanceOf(IOException.class);
    }
}

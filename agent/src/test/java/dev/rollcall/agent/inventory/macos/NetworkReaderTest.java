package dev.rollcall.agent.inventory.macos;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows ifconfig(8) and published samples: see {@link Recorded}. */
class NetworkReaderTest {

    private static final String HARDWARE =
            """
            {"SPNetworkDataType":[
              {"_name":"Kim's network","hardware":"AirPort","interface":"en0","type":"AirPort","DNS":{"ServerAddresses":["192.0.2.1"]}},
              {"_name":"Ethernet Adapter (en4)","hardware":"Ethernet","interface":"en4","type":"Ethernet"},
              {"_name":"VPN","type":"VPN"}]}
            """;

    @Test
    void hardwareIsListedWithItsPrivateAddresses() throws IOException {
        assertThat(
                        NetworkReader.read(
                                Recorded.text("macos-ifconfig.txt"),
                                Optional.of(MacPrograms.parse(HARDWARE))))
                .isEqualTo(
                        new NetworkSection(
                                List.of(
                                        new Interface(
                                                "en0",
                                                Optional.of(LinkType.WIRELESS),
                                                Optional.of("a4:83:e7:12:34:56"),
                                                List.of("10.20.3.77/22"),
                                                Optional.of(true),
                                                Optional.empty()),
                                        new Interface(
                                                "en4",
                                                Optional.of(LinkType.WIRED),
                                                Optional.of("36:4b:50:b7:ef:da"),
                                                List.of(),
                                                Optional.of(false),
                                                Optional.empty()))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "autoselect (1000baseT <full-duplex,flow-control>);1000",
                "autoselect (100baseTX <full-duplex>);100",
                "autoselect (2500Base-T <full-duplex>);2500",
                "autoselect (10GbaseT <full-duplex>);10000",
                "autoselect (none);",
                "autoselect <full-duplex>;",
                "autoselect (99999999999baseT);"
            })
    void theSpeedOfACableIsRead(String media, Integer megabits) throws IOException {
        var text =
                "en4: flags=8963<UP> mtu 1500\n\tether 00:1b:63:11:22:33\n\tmedia: "
                        + media
                        + "\n\tstatus: active\n";

        assertThat(NetworkReader.read(text, Optional.empty()).interfaces())
                .singleElement()
                .extracting(Interface::megabitsPerSecond)
                .isEqualTo(Optional.ofNullable(megabits));
    }

    @Test
    void anAddressThatTheDeviceMadeUpForANetworkIsNotSent() throws IOException {
        var text = Recorded.text("macos-ifconfig.txt").replace("a4:83:e7", "a6:83:e7");

        var wireless =
                NetworkReader.read(text, Optional.of(MacPrograms.parse(HARDWARE))).interfaces();
        var unknown = NetworkReader.read(text, Optional.empty()).interfaces();

        assertThat(wireless.getFirst().mac()).isEmpty();
        assertThat(unknown).extracting(Interface::name).containsExactly("en0", "en4");
        assertThat(unknown).extracting(Interface::type).containsOnly(Optional.empty());
        assertThat(unknown).extracting(Interface::mac).containsOnly(Optional.empty());
    }

    @Test
    void hostileLinesCostThemselvesOnly() throws IOException {
        var text =
                """
                en0: flags=1
                \tether zz:zz
                \tinet 999.1.1.1 netmask 0xffffff00
                \tinet 10.0.0.1 netmask 0xnonsense
                \tinet 10.0.0.2 netmask 0xffffff00
                \tinet6 fe80::1%en0 prefixlen 1000
                \tinet
                \tstatus: \u001b[31m
                """;

        var only = NetworkReader.read(text, Optional.empty()).interfaces().getFirst();

        assertThat(only.mac()).isEmpty();
        assertThat(only.addresses()).containsExactly("10.0.0.2/24");
        assertThat(only.up()).isEmpty();
    }

    @Test
    void interfacesAreBoundedAndWithoutAnyThereIsNoSection() throws IOException {
        var many =
                IntStream.range(0, 300)
                        .mapToObj(i -> "en" + i + ": flags=1\n")
                        .collect(Collectors.joining());

        assertThat(NetworkReader.read(many, Optional.empty()).interfaces()).hasSize(64);
        assertThatThrownBy(() -> NetworkReader.read("", Optional.empty()))
                .isInstanceOf(IOException.class);
    }
}

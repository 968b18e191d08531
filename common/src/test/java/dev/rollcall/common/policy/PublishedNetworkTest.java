package dev.rollcall.common.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.json.Json;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedNetworkTest {

    private static final List<String> NONE = List.of();
    private static final List<String> GATEWAY = List.of("00:1b:17:0a:bb:01");

    @ParameterizedTest
    @CsvSource({
        "10.20.0.0/16, 10.20.255.255, true",
        "10.20.0.0/16, 10.21.0.0, false",
        "198.51.100.128/25, 198.51.100.200, true",
        "198.51.100.128/25, 198.51.100.100, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "2001:db8:20::/48, 2001:db8:20:ffff::1, true",
        "2001:db8:20::/48, 2001:db8:21::1, false",
        "2001:db8:20::/48, 10.20.0.1, false",
        "10.20.0.0/16, ::ffff:10.20.0.1, true",
        "10.20.0.0/16, 2001:db8::1, false"
    })
    void aSubnetHasTheAddressesThatBeginAlike(String subnet, String address, boolean within) {
        assertThat(Subnet.parse(subnet).contains(InetAddress.ofLiteral(address))).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, true",
        "10.20.0.0/16, true",
        "172.0.0.0/8, true",
        "172.32.0.0/16, false",
        "192.168.178.0/24, true",
        "100.64.0.0/24, true",
        "198.51.100.0/24, false",
        "fd12:3456:789a::/48, true",
        "2001:db8:20::/48, false"
    })
    void aSubnetThatHomesMayHaveIsPrivate(String subnet, boolean shared) {
        assertThat(Subnet.parse(subnet).isPrivate()).isEqualTo(shared);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    10.20.7.0/16      | 10.20.7.0/16 is one address of its subnet: all bits after /16 are 0
                    2001:db8::1/64    | 2001:db8::1/64 is one address of its subnet: all bits after /64 are 0
                    0.0.0.0/0         | 0.0.0.0/0: a prefix of /8 to /32 expected
                    10.0.0.0/7        | 10.0.0.0/7: a prefix of /8 to /32 expected
                    10.20.0.0/33      | 10.20.0.0/33: a prefix of /8 to /32 expected
                    2000::/3          | 2000::/3: a prefix of /24 to /128 expected
                    127.0.0.0/8       | 127.0.0.0/8 is on every device, and tells nothing
                    169.254.0.0/16    | 169.254.0.0/16 is on every device, and tells nothing
                    fe80::/64         | fe80::/64 is on every device, and tells nothing
                    224.0.0.0/8       | 224.0.0.0/8 is on every device, and tells nothing
                    10.20.0.0         | a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not "10.20.0.0"
                    10.20/16          | a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not "10.20/16"
                    10.20.0.999/32    | a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not "10.20.0.999/32"
                    fe80::%eth0/64    | a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not "fe80::%eth0/64"
                    ::::/64           | a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not "::::/64"
                    school            | a subnet expected, such as 10.20.0.0/16 or 2001:db8:20::/48, but not "school"
                    """)
    void whatIsNoSubnetOfASchoolIsToldWhy(String text, String why) {
        assertThatThrownBy(() -> Subnet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }

    @Test
    void aSubnetThatHomesHaveTooNeedsASecondMark() {
        assertThatThrownBy(() -> network(List.of("2001:db8::/48", "10.20.0.0/16"), NONE, NONE))
                .hasMessage(
                        "10.20.0.0/16 is private, and may be a home's, too: \"gateways\" or"
                                + " \"domains\" must tell them apart");
        assertThat(network(List.of("10.20.0.0/16"), GATEWAY, NONE).domains()).isEmpty();
        assertThat(network(List.of("10.20.0.0/16"), NONE, List.of("a.example")).gateways())
                .isEmpty();
        assertThat(network(List.of("2001:db8::/48"), NONE, NONE).subnets()).hasSize(1);
    }

    @Test
    void aMarkThatNothingWouldLookAtIsRefused() {
        assertThatThrownBy(() -> network(List.of("2001:db8::/48"), GATEWAY, NONE))
                .hasMessageContaining("none of these is private");
    }

    @Test
    void whatIsTheSameIsWrittenTheSame() {
        var written =
                network(
                        List.of("2001:DB8::/48", "10.20.0.0/16", "10.20.0.0/16"),
                        List.of("AA-BB-CC-DD-EE-0F", "aa:bb:cc:dd:ee:0f"),
                        List.of("Lincoln.Example", "a.lincoln.example"));

        assertThat(written.subnets()).containsExactly("10.20.0.0/16", "2001:db8::/48");
        assertThat(written.gateways()).containsExactly("aa:bb:cc:dd:ee:0f");
        assertThat(written.domains()).containsExactly("a.lincoln.example", "lincoln.example");
        assertThat(written.key()).isEqualTo("network:Lincoln High");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"network\",\"name\":\"A\"}",
                "{\"type\":\"network\",\"name\":\"A\",\"subnets\":[]}",
                "{\"type\":\"network\",\"name\":\"A\",\"subnets\":[null]}",
                "{\"type\":\"network\",\"name\":\"A\",\"subnets\":\"2001:db8::/48\"}",
                "{\"type\":\"network\",\"name\":\"A\",\"subnets\":[\"10.0.0.0/24\"]}",
                "{\"type\":\"network\",\"name\":\"A\\n\",\"subnets\":[\"2001:db8::/48\"]}",
                "{\"type\":\"network\",\"name\":\"\",\"subnets\":[\"2001:db8::/48\"]}",
                "{\"type\":\"network\",\"subnets\":[\"2001:db8::/48\"]}",
                "{\"type\":\"network\",\"name\":\"A\",\"subnets\":[\"2001:db8::/48\"],\"ssid\":\"x\"}"
            })
    void whatIsNotFullyUnderstoodIsNoNetwork(String json) {
        assertThat(Setting.read(Json.strict().readTree(json)))
                .isEqualTo(new Setting.Unsupported("network"));
    }

    @Test
    void whatHasNoMarksNeedsNotSayThem() {
        assertThat(
                        Setting.read(
                                Json.strict()
                                        .readTree(
                                                "{\"type\":\"network\",\"name\":\"A\",\"subnets\":[\"2001:db8::/48\"]}")))
                .isEqualTo(new PublishedNetwork("A", List.of("2001:db8::/48"), NONE, NONE));
    }

    @Test
    void aListWithoutEndIsRefused() {
        var many = IntStream.range(0, 65).mapToObj("2001:db8:%x::/48"::formatted).toList();

        assertThatThrownBy(() -> network(many, NONE, NONE)).hasMessageContaining("at most 64");
    }

    private static PublishedNetwork network(
            List<String> subnets, List<String> gateways, List<String> domains) {
        return new PublishedNetwork("Lincoln High", subnets, gateways, domains);
    }
}

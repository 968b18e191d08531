package dev.rollcall.agent.inventory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.inventory.network.Attachment.Gateways;
import dev.rollcall.agent.inventory.network.Attachment.Link;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentsTest {

    private static final String NET = "/sys/class/net/";
    private static final String ROUTER = "00:1b:17:0a:bb:01";

    private static final String ROUTES =
            """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            wlan0\t00000000\t0100140A\t0003\t0\t0\t600\t00000000\t0\t0\t0
            wg0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0
            wlan0\t0000140A\t00000000\t0001\t0\t0\t600\t0000FFFF\t0\t0\t0
            """;

    private static final String ARP =
            """
            IP address       HW type     Flags       HW address            Mask     Device
            10.20.0.1        0x1         0x2         00:1b:17:0a:bb:01     *        wlan0
            10.20.0.9        0x1         0x2         8c:16:45:aa:bb:cc     *        wlan0
            10.20.0.1        0x1         0x2         38:10:d5:00:00:07     *        eth0
            """;

    @TempDir Path folder;
    private PlantedDevice device;
    private final Map<String, List<Address>> addresses = new HashMap<>();

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aLaptopWithATunnelIsWhereItsHardwareIs() throws IOException {
        physical("wlan0", "10.20.4.7", "fe80::1");
        device.file("/proc/net/route", ROUTES)
                .file("/proc/net/arp", ARP)
                .file(NET + "wg0/type", "65534\n")
                .file(NET + "wg0/operstate", "unknown\n")
                .folder(NET + "lo")
                .file("/etc/resolv.conf", "search Lab.Lincoln.Example. home.arpa\n");
        addresses("wg0", "10.99.0.2");
        addresses("lo", "127.0.0.1", "::1");

        var here = read();

        assertThat(here)
                .isEqualTo(
                        new Attachment(
                                List.of(link(new Gateways(Set.of(ROUTER), false), "10.20.4.7")),
                                Set.of("lab.lincoln.example", "home.arpa"),
                                true));
    }

    @Test
    void aBridgeOverAVlanOverABondIsHardwareAndOneOverContainersIsNot() throws IOException {
        physical("eth0");
        device.folder(NET + "bond0/lower_eth0")
                .folder(NET + "vlan20/lower_bond0")
                .folder(NET + "br0/lower_vlan20")
                .folder(NET + "br0/lower_vnet7")
                .file(NET + "vnet7/tun_flags", "0x5002\n")
                .folder(NET + "docker0/lower_veth1")
                .folder(NET + "veth1")
                .folder(NET + "vxlan9/lower_eth0")
                .file(NET + "vxlan9/uevent", "DEVTYPE=vxlan\nINTERFACE=vxlan9\n");
        addresses("br0", "10.20.4.7");
        addresses("docker0", "172.17.0.1");
        addresses("vxlan9", "10.50.0.1");

        assertThat(read().links()).containsExactly(link(Gateways.NONE, "10.20.4.7"));
    }

    @Test
    void interfacesThatLieOverEachOtherInACircleEnd() throws IOException {
        device.folder(NET + "a/lower_b").folder(NET + "b/lower_a").folder(NET + "b/lower_b");
        addresses("a", "10.20.4.7");

        assertThat(read().links()).isEmpty();
    }

    @Test
    void aFixedAddressOnALooseCableCountsNothing() throws IOException {
        physical("eth0", "10.20.4.7");
        device.file(NET + "eth0/operstate", "down\n");
        physical("usb0", "10.20.4.8");
        device.file(NET + "usb0/operstate", "unknown\n").file(NET + "usb0/carrier", "0\n");
        physical("eth2", "10.20.4.9");
        device.file(NET + "eth2/operstate", "unknown\n");

        assertThat(read().links()).containsExactly(link(Gateways.NONE, "10.20.4.9"));
    }

    @Test
    void anAddressThatADeviceGaveItselfIsNone() throws IOException {
        physical("eth0", "169.254.7.7", "fe80::7");

        assertThat(read().links()).isEmpty();
    }

    @Test
    void aTapIsATunnelToo() throws IOException {
        device.file(NET + "tap0/type", "1\n").file(NET + "tap0/tun_flags", "0x1002\n");
        addresses("tap0", "10.99.0.2");

        assertThat(read().tunneled()).isTrue();
    }

    @Test
    void aDeviceWithoutAnyOfTheseFilesIsAttachedToNothing() throws IOException {
        addresses("eth0", "10.20.4.7");

        assertThat(read()).isEqualTo(new Attachment(List.of(), Set.of(), false));
    }

    @Test
    void theGatewayIsTheOneOfItsOwnInterface() {
        var table = GatewayTable.of(ROUTES.lines().toList(), ARP.lines().toList());

        assertThat(table).isEqualTo(Map.of("wlan0", new Gateways(Set.of(ROUTER), false)));
    }

    @Test
    void aGatewayThatDidNotAnswerIsUnseen() {
        var incomplete =
                "10.20.0.1        0x1         0x0         00:00:00:00:00:00     *        wlan0";

        assertThat(GatewayTable.of(ROUTES.lines().toList(), List.of(incomplete)))
                .isEqualTo(Map.of("wlan0", new Gateways(Set.of(), true)));
        assertThat(GatewayTable.of(ROUTES.lines().toList(), List.of()))
                .isEqualTo(Map.of("wlan0", new Gateways(Set.of(), true)));
    }

    @Test
    void damagedTablesGiveLessAndNeverFail() {
        var random = new Random(20261128);
        for (int i = 0; i < 2000; i++) {
            var routes = damaged(ROUTES, random);
            var arp = damaged(ARP, random);

            GatewayTable.of(routes, arp)
                    .values()
                    .forEach(g ->
                            assertThat(g.hardware())
                                    .allMatch(mac -> mac.matches("[0-9a-f]{2}(:[0-9a-f]{2}){5}")));
        }
    }

    @Test
    void theLastLineOfDomainsCountsAsForTheResolver() {
        assertThat(SearchDomains.of("domain a.example\nnameserver 10.0.0.1\nsearch B.example c\n"))
                .containsExactlyInAnyOrder("b.example", "c");
        assertThat(SearchDomains.of("searching x.example\n# search y.example\nsearch\n\n"))
                .isEmpty();
        assertThat(SearchDomains.of("search .\n")).isEmpty();
        assertThat(SearchDomains.of("search " + "x ".repeat(5000))).containsExactly("x");
    }

    @Test
    void theFirstFileThatNamesADomainCounts() {
        device.file("/run/systemd/resolve/resolv.conf", "nameserver 10.1.0.53\n")
                .file("/run/NetworkManager/no-stub-resolv.conf", "search lincoln.example\n")
                .file("/etc/resolv.conf", "search other.example\n");

        assertThat(SearchDomains.read(device.files())).containsExactly("lincoln.example");
    }

    private static List<String> damaged(String text, Random random) {
        var chars = text.toCharArray();
        for (int hits = random.nextInt(12); hits >= 0; hits--) {
            chars[random.nextInt(chars.length)] = (char) random.nextInt(256);
        }
        return new String(chars).lines().toList();
    }

    private Attachment read() throws IOException {
        return new Attachments(device.files(), () -> addresses).read();
    }

    private void physical(String name, String... own) {
        device.folder(NET + name + "/device").file(NET + name + "/operstate", "up\n");
        addresses(name, own);
    }

    private void addresses(String name, String... own) {
        addresses.put(
                name, Stream.of(own).map(a -> new Address(InetAddress.ofLiteral(a), 16)).toList());
    }

    private static Link link(Gateways gateways, String... addresses) {
        return new Link(Stream.of(addresses).map(InetAddress::ofLiteral).toList(), gateways);
    }
}

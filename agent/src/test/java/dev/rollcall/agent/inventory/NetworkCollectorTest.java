package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.AddressText;
import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.NetworkSection.Duplex;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkCollectorTest {

    private static final String NET = "/sys/class/net/";

    @TempDir Path folder;

    @Test
    void interfacesThatAreNotListedAreAFailureAndNotADeviceWithoutAny() {
        var collector = collector(new PlantedDevice(folder), Map::of);

        assertThatThrownBy(collector::collect).isInstanceOf(IOException.class);
    }

    @Test
    void physicalInterfacesAreSentWithoutAnythingThatTellsWhereTheyAre() throws IOException {
        var device =
                new PlantedDevice(folder)
                        .folder(NET + "eth0/device")
                        .file(NET + "eth0/address", "8c:16:45:aa:bb:cc\n")
                        .file(NET + "eth0/operstate", "up\n")
                        .file(NET + "eth0/speed", "1000\n")
                        .file(NET + "eth0/mtu", "1500\n")
                        .file(NET + "eth0/duplex", "full\n")
                        .file(NET + "eth0/ifindex", "2\n")
                        .file("/run/systemd/netif/leases/2", "ADDRESS=81.2.69.142\n")
                        .folder(NET + "wlan0/device")
                        .folder(NET + "wlan0/wireless")
                        .file(NET + "wlan0/address", "f2:00:00:00:00:01\n")
                        .file(NET + "wlan0/addr_assign_type", "3\n")
                        .file(NET + "wlan0/operstate", "down\n")
                        .file(NET + "wlan0/speed", "-1\n")
                        .file(NET + "wlan0/mtu", "0\n")
                        .file(NET + "wlan0/duplex", "unknown\n")
                        .file(NET + "lo/address", "00:00:00:00:00:00\n")
                        .file(NET + "veth12ab/operstate", "up\n")
                        .file(NET + "docker0/operstate", "up\n")
                        .file(NET + "ifb0/operstate", "down\n")
                        .file(NET + "wg0/operstate", "unknown\n")
                        .file(NET + "bonding_masters", "\n")
                        .file(
                                "/proc/net/if_inet6",
                                "fd000000000000000000000000000099 02 40 00 01 eth0\nrubbish\n");
        LocalAddresses addresses =
                () ->
                        Map.of(
                                "eth0",
                                List.of(
                                        address("10.4.7.21", 16),
                                        address("81.2.69.142", 24),
                                        address("2a00:1450::5", 64),
                                        address("fd00::99", 64),
                                        address("fd00::2", 64)),
                                "lo",
                                List.of(address("127.0.0.1", 8)),
                                "docker0",
                                List.of(address("172.17.0.1", 16)),
                                "wg0",
                                List.of(address("100.64.0.9", 32)));

        assertThat(section(collector(device, addresses)).interfaces())
                .containsExactly(
                        new Interface(
                                        "eth0",
                                        Optional.of(LinkType.WIRED),
                                        Optional.of("8c:16:45:aa:bb:cc"),
                                        List.of("10.4.7.21/16"),
                                        Optional.of(true),
                                        Optional.of(1000))
                                .setUp(
                                        Optional.of(1500),
                                        Optional.of(Duplex.FULL),
                                        Optional.of(true)),
                        new Interface(
                                "wg0",
                                Optional.of(LinkType.VIRTUAL),
                                Optional.empty(),
                                List.of("100.64.0.9/32"),
                                Optional.empty(),
                                Optional.empty()),
                        new Interface(
                                "wlan0",
                                Optional.of(LinkType.WIRELESS),
                                Optional.empty(),
                                List.of(),
                                Optional.of(false),
                                Optional.empty()));
    }

    /** NetworkManager sets the adapter's own address, too: that it was set says nothing. */
    @ParameterizedTest
    @CsvSource({
        "3, 8c:16:45:aa:bb:cc, , 8c:16:45:aa:bb:cc",
        "3, f2:16:45:aa:bb:cc, , ",
        "0, f2:16:45:aa:bb:cc, , f2:16:45:aa:bb:cc",
        "3, f2:16:45:aa:bb:cc, 8c:16:45:aa:bb:cc, 8c:16:45:aa:bb:cc",
        "0, 8c:16:45:aa:bb:cc, 00:00:00:00:00:00, 8c:16:45:aa:bb:cc",
        "3, f2:16:45:aa:bb:cc, rubbish, "
    })
    void theAddressOfAWirelessAdapterIsItsOwn(
            String assigned, String worn, String built, String sent) throws IOException {
        var device =
                new PlantedDevice(folder)
                        .folder(NET + "wlan0/device")
                        .file(NET + "wlan0/phy80211/name", "phy0\n")
                        .file(NET + "wlan0/address", worn + "\n")
                        .file(NET + "wlan0/addr_assign_type", assigned + "\n");
        if (built != null) {
            device.file(NET + "wlan0/phy80211/macaddress", built + "\n");
        }

        assertThat(section(collector(device, Map::of)).interfaces().getFirst().mac())
                .isEqualTo(Optional.ofNullable(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true", "172.31.255.255, true", "172.32.0.1, false", "192.168.1.1, true",
        "100.127.0.1, true", "100.128.0.1, false", "8.8.8.8, false", "169.254.3.4, true",
        "192.0.2.2, true", "fe80::1, true", "fd12::1, true", "2606:4700::1, false",
        "127.0.0.1, false", "::1, false"
    })
    void onlyAddressesThatMeanSomethingLocallyAreSent(String address, boolean local) {
        var it = InetAddress.ofLiteral(address);

        assertThat(AddressText.isLocal(it)).isEqualTo(local);
        assertThat(AddressText.mayBeSaidAnywhere(it)).isEqualTo(local && !address.contains(":"));
    }

    @ParameterizedTest
    @CsvSource({
        "fd00:0:0:0:0:0:0:2, fd00::2",
        "fe80:0:0:0:0:fc:ff:1, fe80::fc:ff:1",
        "0:0:0:0:0:0:0:0, ::",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "1:2:3:4:5:6:0:8, 1:2:3:4:5:6:0:8",
        "10.1.2.3, 10.1.2.3"
    })
    void addressesAreWrittenInOneFormOnly(String any, String form) {
        assertThat(AddressText.of(InetAddress.ofLiteral(any))).isEqualTo(form);
    }

    private static NetworkCollector collector(PlantedDevice device, LocalAddresses addresses) {
        return new NetworkCollector(
                device.files(),
                new PlacedFacts(
                        device.files(), addresses, List::of, new MemoryFile(Optional.empty())));
    }

    private static NetworkSection section(NetworkCollector collector) throws IOException {
        return (NetworkSection) ((Collected.Facts) collector.collect()).section();
    }

    private static Address address(String text, int prefix) {
        return new Address(InetAddress.ofLiteral(text), prefix);
    }
}

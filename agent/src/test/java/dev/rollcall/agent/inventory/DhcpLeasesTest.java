package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DhcpLeasesTest {

    private static final String CONNECTION = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).file("/sys/class/net/eth0/ifindex", "2\n");
    }

    private Optional<Boolean> gave(String... addresses) throws IOException {
        var worn =
                Arrays.stream(addresses)
                        .map(text -> new Address(InetAddress.ofLiteral(text), 24))
                        .toList();
        return DhcpLeases.gave(device.files(), "eth0", worn);
    }

    @Test
    void networkManagerNotesALeaseForEachConnection() throws IOException {
        device.file(
                        "/run/NetworkManager/devices/2",
                        "[device]\nmanaged=1\nconnection-uuid=" + CONNECTION + "\n")
                .file(
                        "/var/lib/NetworkManager/internal-" + CONNECTION + "-eth0.lease",
                        "# This is private data. Do not parse.\nADDRESS=10.4.7.21\n"
                                + "SERVER_ADDRESS=10.4.0.1\n");

        assertThat(gave("10.4.7.21", "fd00::2")).contains(true);
        assertThat(gave("10.4.0.1")).contains(false);
    }

    @Test
    void whatNetworkManagerSetUpWithoutALeaseIsNotByDhcp() throws IOException {
        device.file("/run/NetworkManager/devices/2", "connection-uuid=" + CONNECTION + "\n");

        assertThat(gave("10.4.7.21")).contains(false);
    }

    @Test
    void networkdNotesItByTheNumberOfTheInterface() throws IOException {
        device.file(
                "/run/systemd/netif/links/2",
                "ADMIN_STATE=configured\nNETWORK_FILE=/etc/systemd/network/80-dhcp.network\n");
        assertThat(gave("10.4.7.21")).contains(false);

        device.file("/run/systemd/netif/leases/2", "ADDRESS=10.4.7.21\nNETMASK=255.255.0.0\n");
        assertThat(gave("10.4.7.21")).contains(true);
    }

    @Test
    void dhclientNotesAllThatItEverHad() throws IOException {
        device.file(
                "/var/lib/dhcp/dhclient.eth0.leases",
                """
                lease {
                  interface "eth0";
                  fixed-address 10.0.2.15;
                  option dhcp-server-identifier 10.0.2.2;
                }
                lease {
                  fixed-address 10.4.7.21;
                }
                """);

        assertThat(gave("10.4.7.21")).contains(true);
        assertThat(gave("10.0.2.2")).isEmpty();
    }

    @Test
    void whereNobodySaysItIsNotKnown() throws IOException {
        device.file("/run/systemd/netif/links/2", "ADMIN_STATE=unmanaged\n")
                .file("/run/NetworkManager/devices/2", "connection-uuid=../../etc\n");

        assertThat(gave("10.4.7.21")).isEmpty();
        assertThat(gave("fd00::2")).isEmpty();
        assertThat(gave()).isEmpty();
        assertThat(
                        DhcpLeases.gave(
                                device.files(),
                                "../eth0",
                                List.of(new Address(InetAddress.ofLiteral("10.0.0.1"), 8))))
                .isEmpty();
    }
}

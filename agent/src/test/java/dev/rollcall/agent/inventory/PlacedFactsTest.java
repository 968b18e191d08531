package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacedFactsTest {

    private static final String NET = "/sys/class/net/";
    private static final String ROUTER = "00:1b:17:0a:bb:01";
    private static final String STRANGER = "38:10:d5:00:00:07";
    private static final List<PublishedNetwork> SCHOOL =
            List.of(
                    new PublishedNetwork(
                            "High",
                            List.of("192.168.1.0/24", "fd12:3456:789a::/48"),
                            List.of(ROUTER),
                            List.of()));
    private static final List<String> ON_CAMPUS =
            List.of("192.168.1.23/24", "fd12:3456:789a::23/64");

    @TempDir private Path folder;
    private PlantedDevice device;
    private Path memory;
    private List<Address> addresses = List.of();
    private List<PublishedNetwork> published = SCHOOL;

    @BeforeEach
    void plant() {
        memory = folder.resolve("campus-network.json");
        device =
                new PlantedDevice(folder.resolve("root"))
                        .folder(NET + "eth0/device")
                        .file(NET + "eth0/operstate", "up\n")
                        .file(
                                "/proc/net/route",
                                "eth0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n");
        atSchool();
    }

    @Test
    void aLabComputerIsFoundByItsAddressInThePublishedNetwork() throws IOException {
        assertThat(facts().read().addressesOf("eth0")).isEqualTo(ON_CAMPUS);
        assertThat(facts().read().nameServers()).contains(List.of("10.1.0.53"));
    }

    /** The same private subnet, and a prefix that no other home has. */
    @Test
    void nothingOfAHomeIsSaidAndNotThatTheDeviceIsThere() throws IOException {
        var facts = facts();
        var inSchool = facts.read();

        atHome();

        assertThat(facts.read()).isEqualTo(inSchool);
        assertThat(facts().read()).as("after a restart").isEqualTo(inSchool);
        assertThat(Files.readString(memory)).doesNotContain("fd99", "192.168.1.66", "192.168.77");
    }

    @Test
    void aDeviceThatWasNeverInSchoolSaysNoAddress() throws IOException {
        atHome();

        assertThat(facts().read()).isEqualTo(PlacedFacts.Said.NOTHING);
        assertThat(memory).doesNotExist();
    }

    @Test
    void whereItCannotBeToldNothingNewIsSaid() throws IOException {
        device.file("/proc/net/arp", "");

        assertThat(facts().read()).isEqualTo(PlacedFacts.Said.NOTHING);
    }

    @Test
    void anAddressThatIsGivenAnewOnCampusIsSaid() throws IOException {
        var facts = facts();
        facts.read();
        addresses = List.of(address("192.168.1.24", 24));

        assertThat(facts.read().addressesOf("eth0")).containsExactly("192.168.1.24/24");
    }

    @Test
    void whereNoNetworkIsPublishedPrivateAddressesOfIpv4AreSaidAndNoPrefixOfAHome()
            throws IOException {
        published = List.of();
        atHome();

        assertThat(facts().read().addressesOf("eth0"))
                .containsExactly("192.168.1.66/24", "192.168.77.1/24");
        assertThat(facts().read().nameServers()).isEmpty();
        assertThat(memory).doesNotExist();
    }

    @Test
    void aDamagedMemoryIsBegunAnew() throws IOException {
        Files.writeString(memory, "{\"addresses\":[");
        atHome();

        assertThat(facts().read()).isEqualTo(PlacedFacts.Said.NOTHING);
    }

    private void atSchool() {
        addresses =
                List.of(
                        address("192.168.1.23", 24),
                        address("fd12:3456:789a::23", 64),
                        address("fe80::23", 64),
                        address("192.168.77.1", 24),
                        address("2a00:1450::23", 64));
        device.file("/proc/net/arp", "192.168.1.1  0x1  0x2  " + ROUTER + "  *  eth0\n")
                .file("/etc/resolv.conf", "nameserver 10.1.0.53\nnameserver fd12:1::53\n");
    }

    private void atHome() {
        addresses =
                List.of(
                        address("192.168.1.66", 24),
                        address("fd99:abcd:ef01::66", 64),
                        address("fe80::66", 64),
                        address("192.168.77.1", 24));
        device.file("/proc/net/arp", "192.168.1.1  0x1  0x2  " + STRANGER + "  *  eth0\n")
                .file("/etc/resolv.conf", "nameserver 192.168.1.1\nnameserver fd99:abcd::53\n");
    }

    private PlacedFacts facts() {
        return new PlacedFacts(
                device.files(),
                () -> Map.of("eth0", addresses),
                () -> published,
                new MemoryFile(Optional.of(memory)));
    }

    private static Address address(String text, int prefix) {
        return new Address(InetAddress.ofLiteral(text), prefix);
    }
}

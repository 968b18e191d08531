package dev.rollcall.agent.inventory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.agent.inventory.network.Attachment.Link;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.policy.PublishedNetwork;
import dev.rollcall.common.policy.Subnet;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the files of this very machine say, held against iproute2. */
@EnabledOnOs(OS.LINUX)
class NetworkOfThisMachineTest {

    private static final Pattern DEFAULT = Pattern.compile("default via ([0-9.]+) dev (\\S+)");
    private static final Pattern NEIGHBOR = Pattern.compile("lladdr (\\S+)");
    private static final Pattern ADDRESS = Pattern.compile("inet6? ([0-9a-f.:]+)/\\d+");

    private final Programs programs = Programs.ofThisMachine();
    private final DeviceFiles files = DeviceFiles.below(Path.of("/"));
    private String name = "";
    private String gateway = "";
    private List<String> addresses = List.of();

    @BeforeEach
    void ask() throws IOException, InterruptedException {
        var route = DEFAULT.matcher(run("ip", "-4", "route", "show", "default"));
        assumeTrue(route.find(), "no default route");
        name = route.group(2);
        assumeTrue(Files.exists(Path.of("/sys/class/net", name, "device")), "no hardware");
        var neighbor = NEIGHBOR.matcher(run("ip", "neigh", "show", route.group(1), "dev", name));
        assumeTrue(neighbor.find(), "the gateway was not seen yet");
        gateway = neighbor.group(1);
        addresses =
                ADDRESS.matcher(run("ip", "-o", "address", "show", "scope", "global", "dev", name))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
    }

    @Test
    void hasTheGatewayAndTheAddressesThatTheKernelSays() throws IOException {
        var here = new Attachments(files, LocalAddresses.ofThisMachine()).read();

        assertThat(here.links())
                .anySatisfy(link -> {
                    assertThat(link.gateways().hardware()).contains(gateway);
                    assertThat(link.addresses())
                            .containsAll(addresses.stream().map(InetAddress::ofLiteral).toList());
                });
        assertThat(here.links()).extracting(Link::addresses).doesNotContain(List.of());
    }

    @Test
    void isInTheNetworkThatHasItsAddressesAndGatewayAndInNoOther() {
        for (var address : addresses) {
            var subnet = address + (address.contains(":") ? "/128" : "/32");
            boolean shared = Subnet.parse(subnet).isPrivate();

            assertThat(where(subnet, shared ? List.of(gateway) : List.of()))
                    .contains(Where.in("Here"));
            if (shared) {
                assertThat(where(subnet, List.of("02:00:00:00:00:99"))).contains(Where.OFF_CAMPUS);
            }
        }
        assertThat(where("2001:db8:ffff::/48", List.of())).contains(Where.OFF_CAMPUS);
    }

    private Optional<Where> where(String subnet, List<String> gateways) {
        var network = new PublishedNetwork("Here", List.of(subnet), gateways, List.of());
        return new NetworkNow(files, programs, LocalAddresses.ofThisMachine())
                .addTo(VolatileFacts.NONE, List.of(network))
                .where();
    }

    private String run(String... command) throws IOException, InterruptedException {
        return programs.run(List.of(command), Duration.ofSeconds(5), 64 * 1024)
                .map(result -> result.output())
                .orElse("");
    }
}

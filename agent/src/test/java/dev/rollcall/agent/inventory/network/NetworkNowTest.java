package dev.rollcall.agent.inventory.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import dev.rollcall.agent.platform.ProgramFile;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Band;
import dev.rollcall.common.inventory.VolatileFacts.Wireless;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class NetworkNowTest {

    private static final String NET = "/sys/class/net/";

    private static final String WIRELESS =
            """
            Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
             face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
             wlan0: 0000   53.  -57.  -256        0      0      0      0     12        0
             wlan1: 0000    0   -256  -256        0      0      0      0      0        0
             wlan2: 0000   40.   180.    0        0      0      0      0      0        0
            """;

    private static final String LINK =
            "Connected to 02:00:00:00:00:0a (on wlan0)\n\tSSID: Family Secret\n\tfreq: 5180.0\n"
                    + "\tsignal: -58 dBm\n";

    private static final PublishedNetwork SCHOOL =
            new PublishedNetwork(
                    "High", List.of("10.20.0.0/16"), List.of("00:1b:17:0a:bb:01"), List.of());

    @TempDir Path folder;
    private PlantedDevice device;
    private Path bin;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void plant() {
        device =
                new PlantedDevice(folder.resolve("root"))
                        .folder(NET + "wlan0/device")
                        .folder(NET + "wlan0/phy80211")
                        .file(NET + "wlan0/operstate", "up\n")
                        .file("/proc/net/wireless", WIRELESS)
                        .file(
                                "/proc/net/route",
                                "wlan0\t00000000\t0100140A\t0003\t0\t0\t600\t00000000\t0\t0\t0\n")
                        .file(
                                "/proc/net/arp",
                                "10.20.0.1  0x1  0x2  00:1b:17:0a:bb:01  *  wlan0\n");
        bin = folder.resolve("iw");
    }

    @Test
    void aDeviceInSchoolSaysTheNameOfTheNetworkAndHowWellItHears() throws IOException {
        iw("cat <<'EOF'\n" + LINK + "EOF");

        var facts = read("10.20.4.7", List.of(SCHOOL));

        assertThat(facts.where()).contains(Where.in("High"));
        assertThat(facts.wireless())
                .contains(
                        List.of(new Wireless("wlan0", Optional.of(-57), Optional.of(Band.GHZ_5))));
        assertThat(asked).containsExactly("iw dev wlan0 link");
    }

    /** Everything of it was read, and none of it is in what leaves. */
    @Test
    void nothingOfAHomeLeavesTheDevice() throws IOException {
        iw("cat <<'EOF'\n" + LINK + "EOF");
        device.file("/proc/net/arp", "10.20.0.1  0x1  0x2  38:10:d5:00:00:07  *  wlan0\n")
                .file("/etc/resolv.conf", "search family.example\nnameserver 10.20.0.1\n");

        var facts = read("10.20.4.7", List.of(SCHOOL));

        assertThat(facts.where()).contains(Where.OFF_CAMPUS);
        assertThat(Json.strict().writeValueAsString(facts))
                .isEqualTo(
                        "{\"wireless\":[{\"name\":\"wlan0\",\"signalDbm\":-57,\"band\":\"5-ghz\"}],"
                                + "\"where\":{\"place\":\"off-campus\"}}");
    }

    @Test
    void whereNoNetworkIsPublishedNothingIsComparedOrSaid() {
        var facts =
                new NetworkNow(
                                device.files(),
                                Programs.none(),
                                () -> {
                                    throw new SocketException("must not be asked");
                                })
                        .addTo(VolatileFacts.NONE, List.of());

        assertThat(facts.where()).isEmpty();
    }

    @Test
    void addressesThatCannotBeReadLeaveItOpen() {
        var facts =
                new NetworkNow(
                                device.files(),
                                Programs.none(),
                                () -> {
                                    throw new SocketException("no such device");
                                })
                        .addTo(VolatileFacts.NONE, List.of(SCHOOL));

        assertThat(facts.where()).isEmpty();
        assertThat(facts.wireless()).isPresent();
    }

    @Test
    void withoutIwTheBandIsAbsent() {
        assertThat(read("10.20.4.7", List.of()).wireless())
                .contains(List.of(new Wireless("wlan0", Optional.of(-57), Optional.empty())));
    }

    /** As kernels without wireless extensions have it. */
    @Test
    void withoutTheKernelsTableTheSignalIsIws() throws IOException {
        iw("cat <<'EOF'\n" + LINK + "EOF");
        device.file("/proc/net/wireless", "");

        assertThat(read("10.20.4.7", List.of()).wireless())
                .contains(
                        List.of(new Wireless("wlan0", Optional.of(-58), Optional.of(Band.GHZ_5))));
    }

    @Test
    void whatIsNotConnectedIsNotListedAndADeviceWithoutRadioHasNoList() throws IOException {
        iw("echo 'Not connected.'");
        device.file("/proc/net/wireless", "wlan0: 0000    0   -256  -256        0\nrubbish\n");
        assertThat(read("10.20.4.7", List.of()).wireless()).contains(List.of());

        device.file(NET + "wlan0/operstate", "down\n");
        asked.clear();
        assertThat(read("10.20.4.7", List.of()).wireless()).contains(List.of());
        assertThat(asked).isEmpty();

        var wired = new PlantedDevice(folder.resolve("wired")).folder(NET + "eth0/device");
        assertThat(
                        new NetworkNow(wired.files(), Programs.none(), Map::of)
                                .addTo(VolatileFacts.NONE, List.of())
                                .wireless())
                .isEmpty();
    }

    @Test
    void anIwThatHangsCostsTheBandAndLittleTime() throws IOException {
        iw("exec sleep 60");
        device.folder(NET + "wlan1/phy80211").folder(NET + "wlan2/phy80211");
        long start = System.nanoTime();

        assertThat(read("10.20.4.7", List.of()).wireless().orElseThrow())
                .containsExactly(new Wireless("wlan0", Optional.of(-57), Optional.empty()));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(asked).containsExactly("iw dev wlan0 link");
    }

    @Test
    void anInterfaceWhoseNameLooksLikeAnOptionIsNotAskedAfter() throws IOException {
        iw("cat <<'EOF'\n" + LINK + "EOF");
        device.folder(NET + "-h/phy80211").folder(NET + "a b/phy80211");

        read("10.20.4.7", List.of());

        assertThat(asked).containsExactly("iw dev wlan0 link");
    }

    @Test
    void aCardThatCountsInAUnitOfItsOwnHasNoSignalInDecibels() {
        assertThat(Radio.levels(WIRELESS.lines().toList())).isEqualTo(Map.of("wlan0", -57));
    }

    private void iw(String script) throws IOException {
        ProgramFile.install(bin, "#!/bin/sh\n" + script + "\n");
    }

    private VolatileFacts read(String address, List<PublishedNetwork> published) {
        LocalAddresses addresses =
                () -> Map.of("wlan0", List.of(new Address(InetAddress.ofLiteral(address), 16)));
        Programs programs =
                (command, limit, most) -> {
                    asked.add(String.join(" ", command));
                    var line = new ArrayList<>(command);
                    line.set(0, bin.toString());
                    return Programs.ofThisMachine().run(line, limit, most);
                };
        return new NetworkNow(device.files(), programs, addresses)
                .addTo(VolatileFacts.NONE, published);
    }
}

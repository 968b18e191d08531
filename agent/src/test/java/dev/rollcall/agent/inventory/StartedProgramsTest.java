package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.packages.DpkgStatus;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Which programs an ordinary pass starts, those that are not installed among them. Who adds one
 * says here why no file knows it: a program in every pass of every device is dear, and no pass asks
 * apt, dpkg or systemctl.
 */
@EnabledOnOs(OS.LINUX)
class StartedProgramsTest extends PlantedInventoryTest {

    /** What only the kernel knows, and no file that we could read or keep by its mark. */
    private static final Set<String> EVERY_PASS =
            Set.of(
                    "nft list", // the rules in force
                    "zfs get"); // where a volume is ZFS: whether the data set is encrypted

    /** Where wireless interfaces are: the band and the signal are of this moment. */
    private static final Set<String> EVERY_READING_OF_FIGURES = Set.of("iw link");

    /** Once a day: a disk's own word is in no file. */
    private static final Set<String> ONCE_A_DAY = Set.of("smartctl");

    /** Where Debian's lastlog2 is installed: its database is SQLite's. */
    private static final Set<String> WITH_LASTLOG2 = Set.of("lastlog2 --time", "lastlog2 --before");

    private final Set<String> started = new ConcurrentSkipListSet<>();
    private Inventory inventory;

    @BeforeEach
    void watch() {
        inventory =
                Inventory.of(
                        planted.sources(planted.programs(command -> started.add(gist(command)))),
                        System::nanoTime,
                        Set::of,
                        List::<PublishedNetwork>of);
        planted.device
                .file("/etc/shadow", "root:!:20000:0:99999:7:::\nada:!:20000:0:99999:7:::\n")
                .file("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\n")
                .file("/usr/sbin/sshd", "")
                .file("/usr/bin/systemctl", "")
                .file("/usr/bin/apt-get", "")
                .file("/usr/bin/dpkg-query", "")
                .file("/usr/lib/systemd/system/cron.service", "[Install]\n")
                .file("/etc/systemd/system/multi-user.target.wants/ssh.service", "[Install]\n")
                .file(
                        "/etc/cups/printers.conf",
                        "<Printer Room-7>\nDeviceURI ipp://p\n</Printer>\n")
                .folder("/sys/class/net/wlan0/phy80211")
                .file("/sys/class/net/wlan0/address", "00:1b:17:0a:bb:01\n")
                .file("/sys/class/net/wlan0/operstate", "up\n")
                .file(
                        "/var/lib/apt/lists/a_dists_x_main_binary-amd64_Packages",
                        "Package: openssl\nVersion: 2\nArchitecture: amd64\n\n");
    }

    @Test
    void onDebianNoPassStartsMoreThanTheseAndAnUnchangedOneOnlyWhatTheKernelKnows()
            throws InterruptedException {
        var first = pass();
        assertThat(started)
                .containsExactlyInAnyOrderElementsOf(
                        union(List.of(EVERY_PASS, EVERY_READING_OF_FIGURES, ONCE_A_DAY)));

        started.clear();
        var second = pass();

        assertThat(started)
                .containsExactlyInAnyOrderElementsOf(
                        union(List.of(EVERY_PASS, EVERY_READING_OF_FIGURES)));
        assertThat(PlantedInventory.changed(first, second)).isEmpty();
    }

    @Test
    void onDebianWithAnotherPackageNoPassStartsMoreEither() throws InterruptedException {
        pass();
        started.clear();
        planted.device.file(
                DpkgStatus.FILE,
                PlantedInventory.installed("dpkg")
                        + PlantedInventory.installed("openssl")
                        + PlantedInventory.installed("nano"));

        var snapshot = pass();

        assertThat(started)
                .containsExactlyInAnyOrderElementsOf(
                        union(List.of(EVERY_PASS, EVERY_READING_OF_FIGURES)));
        assertThat(PlantedInventory.names(snapshot)).contains("nano");
    }

    @Test
    void lastlog2IsAskedWhereItIs() throws InterruptedException {
        planted.device
                .file("/var/lib/lastlog/lastlog2.db", "SQLite format 3")
                .file("/proc/stat", "btime 1795000000\n")
                .file("/proc/uptime", "3600.00 1.00\n");
        pass();
        started.clear();

        pass();

        assertThat(started)
                .containsExactlyInAnyOrderElementsOf(
                        union(List.of(EVERY_PASS, EVERY_READING_OF_FIGURES, WITH_LASTLOG2)));
    }

    @Test
    void onAnUnchangedDeviceWithRpmNeitherRpmNorDnfIsStarted()
            throws IOException, InterruptedException {
        planted.liveByRpm();
        var first = pass();
        assertThat(started)
                .containsExactlyInAnyOrderElementsOf(
                        union(
                                List.of(
                                        EVERY_PASS,
                                        EVERY_READING_OF_FIGURES,
                                        ONCE_A_DAY,
                                        Set.of("rpm", "dnf check-update", "dnf updateinfo"))));

        started.clear();
        var second = pass();

        assertThat(started)
                .containsExactlyInAnyOrderElementsOf(
                        union(List.of(EVERY_PASS, EVERY_READING_OF_FIGURES)));
        assertThat(PlantedInventory.lacking(second)).isEmpty();
        assertThat(PlantedInventory.changed(first, second)).isEmpty();
    }

    @Test
    void onADeviceWithRpmThatChangedTheyAreAskedAgain() throws IOException, InterruptedException {
        planted.liveByRpm();
        pass();
        started.clear();
        planted.program("rpm", "printf 'nano\\t8-1\\tx86_64\\tnano-8-1.src.rpm\\n'");
        planted.device.file("/usr/lib/sysimage/rpm/rpmdb.sqlite", "binary as before it");

        var snapshot = pass();

        assertThat(started).contains("rpm", "dnf check-update");
        assertThat(PlantedInventory.names(snapshot)).containsExactly("nano");
    }

    /** Or this test would not see it. */
    @Test
    void noCollectorStartsAProgramByItself() throws IOException {
        try (var sources = Files.walk(Path.of("src/main/java/dev/rollcall/agent/inventory"))) {
            assertThat(sources.filter(file -> file.toString().endsWith(".java")).toList())
                    .hasSizeGreaterThan(100)
                    .noneMatch(file -> text(file).matches("(?s).*(ProcessBuilder|getRuntime).*"));
        }
    }

    private InventorySnapshot pass() throws InterruptedException {
        var snapshot = inventory.collect();
        assertThat(inventory.volatileFacts()).isPresent();
        return snapshot;
    }

    /** The program and what it is to do, without its options and names of devices. */
    private static String gist(List<String> command) {
        return switch (command.getFirst()) {
            case "nft", "zfs", "dnf", "dnf5", "iw", "lastlog2" ->
                    command.getFirst()
                            + command.stream()
                                    .skip(1)
                                    .filter(StartedProgramsTest::isVerb)
                                    .findFirst()
                                    .map(verb -> " " + verb)
                                    .orElse("");
            default -> command.getFirst();
        };
    }

    private static boolean isVerb(String argument) {
        return Set.of("list", "get", "check-update", "updateinfo", "link", "--time", "--before")
                .contains(argument);
    }

    private static Set<String> union(List<Set<String>> sets) {
        var all = new TreeSet<String>();
        sets.forEach(all::addAll);
        return all;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.Where;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventoryTest {

    private static final Collected USERS =
            Collected.of(new LocalUsersSection(List.of(), Optional.empty()));

    @TempDir private Path folder;

    private final AtomicLong clock = new AtomicLong(1_000_000_000L);
    private Set<SectionKind> off = Set.of();

    @Test
    void aFileSystemThatDoesNotAnswerCostsTheVolatileFactsOnly() {
        var gate = new CountDownLatch(1);
        var begun = new AtomicInteger();
        var task =
                new VolatileTask(
                        () -> {
                            begun.incrementAndGet();
                            awaitWhateverHappens(gate);
                            return VolatileFacts.NONE;
                        },
                        Duration.ofMillis(50));

        assertThat(task.read()).isEmpty();
        assertThat(task.read()).isEmpty();
        assertThat(begun).hasValue(1);
        gate.countDown();
        Awaitility.await().until(() -> task.read().equals(Optional.of(VolatileFacts.NONE)));
    }

    @Test
    void aCollectorThatFailsCostsItsOwnSection() throws InterruptedException {
        var snapshot =
                inventory(
                                collector(
                                        "network",
                                        () -> {
                                            throw new IllegalStateException("no\nlink");
                                        }),
                                collector(
                                        "hardware",
                                        () -> {
                                            throw new StackOverflowError();
                                        }),
                                collector("security", () -> new Collected.Off("nothing here")),
                                collector("local-users", () -> USERS))
                        .collect();

        assertThat(state(snapshot, "network")).isEqualTo(SectionState.FAILED);
        assertThat(report(snapshot, "network").detail()).contains("IllegalStateException: no link");
        assertThat(state(snapshot, "hardware")).isEqualTo(SectionState.FAILED);
        assertThat(state(snapshot, "security")).isEqualTo(SectionState.OFF);
        assertThat(state(snapshot, "local-users")).isEqualTo(SectionState.OK);
        assertThat(snapshot.bodies()).hasSize(1);
    }

    @Test
    void whyASectionFailedIsSaidInWordsForATechnician() throws InterruptedException {
        var snapshot =
                inventory(
                                failing("network", new NoSuchFileException("/sys/class/net")),
                                failing("hardware", new AccessDeniedException("/sys/class/dmi")),
                                failing("packages", new IOException("rpm -qa did not end well")),
                                failing(
                                        "volumes",
                                        new UncheckedIOException(
                                                new NoSuchFileException("/proc/mounts"))))
                        .collect();

        assertThat(report(snapshot, "network").detail()).contains("there is no /sys/class/net");
        assertThat(report(snapshot, "hardware").detail())
                .contains("/sys/class/dmi may not be read");
        assertThat(report(snapshot, "packages").detail()).contains("rpm -qa did not end well");
        assertThat(report(snapshot, "volumes").detail()).contains("there is no /proc/mounts");
    }

    private static Collector failing(String kind, Exception why) {
        return collector(
                kind,
                () -> {
                    throw why;
                });
    }

    @Test
    void aCollectorThatHangsIsStoppedWithItsProgramAndTheOthersArrive()
            throws InterruptedException {
        var marker = "86399.8" + ProcessHandle.current().pid();
        var snapshot =
                inventory(
                                collector(
                                        "volumes",
                                        () -> {
                                            Programs.ofThisMachine()
                                                    .run(
                                                            List.of("sleep", marker),
                                                            Duration.ofHours(1),
                                                            100);
                                            return USERS;
                                        }),
                                collector("local-users", () -> USERS))
                        .collect();

        assertThat(state(snapshot, "volumes")).isEqualTo(SectionState.TIMED_OUT);
        assertThat(state(snapshot, "local-users")).isEqualTo(SectionState.OK);
        Awaitility.await().until(() -> running(marker) == 0);
    }

    @Test
    void aCollectorThatCannotBeStoppedIsNotStartedAgainUntilItReturns()
            throws InterruptedException {
        var starts = new AtomicInteger();
        var release = new CountDownLatch(1);
        var inventory =
                inventory(
                        collector(
                                "network",
                                () -> {
                                    starts.incrementAndGet();
                                    awaitWhateverHappens(release);
                                    return Collected.of(new NetworkSection(List.of()));
                                }));

        assertThat(state(inventory.collect(), "network")).isEqualTo(SectionState.TIMED_OUT);
        assertThat(report(inventory.collect(), "network").detail())
                .contains("still hangs since an earlier collection");
        Awaitility.await().until(() -> starts.get() == 1);

        release.countDown();
        Awaitility.await().until(() -> state(inventory.collect(), "network") == SectionState.OK);
        assertThat(starts).hasValue(2);
    }

    @Test
    void agesGrowByTheMonotonicClockWhileDigestsStay() throws InterruptedException {
        var inventory = inventory(collector("local-users", () -> USERS));

        var first = inventory.collect();
        clock.addAndGet(Duration.ofMinutes(5).toNanos());
        var later = inventory.current();

        assertThat(report(first, "local-users").age()).isZero();
        assertThat(report(later, "local-users").age()).isEqualTo(Duration.ofMinutes(5));
        assertThat(later.root()).isEqualTo(first.root());
        assertThat(report(inventory.collect(), "local-users").age()).isZero();
    }

    @Test
    void beforeTheFirstCollectionThereIsNothing() {
        assertThat(inventory(collector("local-users", () -> USERS)).current().reports()).isEmpty();
    }

    @Test
    void anotherOperatingSystemIsOffAndSaysSo() throws InterruptedException {
        var planted = InventorySources.plantedAt(Path.of("/nonexistent"));
        var solaris =
                new InventorySources(
                        "SunOS",
                        "amd64",
                        planted.files(),
                        planted.programs(),
                        planted.addresses(),
                        planted.memory());

        var snapshot = Inventory.of(solaris, clock::get, Set::of).collect();

        assertThat(snapshot.reports())
                .hasSize(Sections.kinds().size())
                .allMatch(r -> r.state() == SectionState.OFF)
                .allMatch(r -> r.detail().orElseThrow().contains("SunOS"));
    }

    /** Read by OSHI, which this machine has too; below the planted root there is nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"Mac OS X", "Windows 11"})
    void onOtherSystemsNoDiskIsAskedForItsHealthAndWhatChangesIsReadByALibrary(String system)
            throws InterruptedException {
        var asked = new CopyOnWriteArrayList<String>();
        var planted = InventorySources.plantedAt(Path.of("/nonexistent"));
        var sources =
                new InventorySources(
                        system,
                        "amd64",
                        planted.files(),
                        (command, limit, most) -> {
                            asked.add(command.getFirst());
                            return Optional.empty();
                        },
                        planted.addresses(),
                        planted.memory());
        var inventory = Inventory.of(sources, clock::get, Set::of);

        var snapshot = inventory.collect();

        assertThat(asked).isNotEmpty().doesNotContain("smartctl");
        assertThat(snapshot.reports()).hasSize(Sections.kinds().size());
        assertThat(state(snapshot, "services")).isEqualTo(SectionState.FAILED);
        // of macOS the homes of people are looked for, none of which are here
        assertThat(state(snapshot, "browsers"))
                .isEqualTo(system.startsWith("Windows") ? SectionState.FAILED : SectionState.OK);
        assertThat(inventory.volatileFacts().orElseThrow().memoryAvailableBytes()).isPresent();
        assertThat(inventory.volatileFacts().orElseThrow().disks()).isEmpty();
    }

    @Test
    void whatIsSwitchedOffIsNotCollectedAndSaidToBeOff() throws InterruptedException {
        var begun = new AtomicInteger();
        var inventory =
                inventory(
                        collector("local-users", () -> USERS),
                        collector(
                                "network",
                                () -> {
                                    begun.incrementAndGet();
                                    return Collected.of(new NetworkSection(List.of()));
                                }));
        off = Set.of(NetworkSection.KIND, VolatileFacts.KIND, new SectionKind("of-the-future"));

        var snapshot = inventory.collect();

        assertThat(begun).hasValue(0);
        assertThat(snapshot.reports())
                .extracting(r -> r.kind().name(), SectionReport::state)
                .containsExactly(
                        tuple("local-users", SectionState.OK),
                        tuple("network", SectionState.OFF),
                        tuple("volatile", SectionState.OFF));
        assertThat(report(snapshot, "network").detail()).contains("switched off by policy");
        assertThat(inventory.volatileFacts()).isEmpty();
        assertThat(inventory.isComplete()).isTrue();
    }

    @Test
    void whatWasCollectedBeforeIsWithheldAndLackedWhenItIsWantedAgain()
            throws InterruptedException {
        var inventory =
                inventory(
                        collector("local-users", () -> USERS),
                        collector("network", () -> Collected.of(new NetworkSection(List.of()))));
        var whole = inventory.collect();

        off = Set.of(NetworkSection.KIND);
        var withheld = inventory.current();
        assertThat(state(withheld, "network")).isEqualTo(SectionState.OFF);
        assertThat(withheld.bodies()).hasSize(1);
        assertThat(withheld.root()).isNotEqualTo(whole.root());

        inventory.collect();
        off = Set.of();
        assertThat(inventory.isComplete()).isFalse();
        assertThat(inventory.collect().root()).isEqualTo(whole.root());
        assertThat(inventory.volatileFacts()).isPresent();
    }

    /** The planted device has a radio that is connected, and is in the network it is told of. */
    @Test
    void whoWantsNothingOfTheNetworkIsNotToldWhereTheDeviceIsEither() {
        var device =
                new PlantedDevice(folder)
                        .folder("/sys/class/net/wlan0/device")
                        .folder("/sys/class/net/wlan0/phy80211")
                        .file("/proc/net/wireless", "wlan0: 0000   53.  -57.  -256        0\n");
        var sources =
                new InventorySources(
                        "Linux",
                        "amd64",
                        device.files(),
                        Programs.none(),
                        () ->
                                Map.of(
                                        "wlan0",
                                        List.of(
                                                new LocalAddresses.Address(
                                                        InetAddress.ofLiteral("2001:db8:20::7"),
                                                        64))),
                        Optional.empty());
        var high = new PublishedNetwork("High", List.of("2001:db8:20::/48"), List.of(), List.of());
        var inventory = Inventory.of(sources, clock::get, () -> off, () -> List.of(high));

        var facts = inventory.volatileFacts().orElseThrow();
        assertThat(facts.where()).contains(Where.in("High"));
        assertThat(facts.wireless().orElseThrow()).hasSize(1);

        off = Set.of(NetworkSection.KIND);
        facts = inventory.volatileFacts().orElseThrow();
        assertThat(facts.where()).isEmpty();
        assertThat(facts.wireless()).isEmpty();
    }

    @Test
    void whereNetworksArePublishedTheSectionSaysNoAddressOfAnother() throws InterruptedException {
        var device = new PlantedDevice(folder).folder("/sys/class/net/eth0/device");
        var home = new LocalAddresses.Address(InetAddress.ofLiteral("192.168.1.66"), 24);
        var sources =
                new InventorySources(
                        "Linux",
                        "amd64",
                        device.files(),
                        Programs.none(),
                        () -> Map.of("eth0", List.of(home)),
                        Optional.empty());
        var high = new PublishedNetwork("High", List.of("2001:db8:20::/48"), List.of(), List.of());

        var anywhere = Inventory.of(sources, clock::get, () -> off).collect();
        var published = Inventory.of(sources, clock::get, () -> off, () -> List.of(high)).collect();

        assertThat(addresses(anywhere)).containsExactly("192.168.1.66/24");
        assertThat(addresses(published)).isEmpty();
    }

    private static List<String> addresses(InventorySnapshot snapshot) {
        return PlantedInventory.section(snapshot, NetworkSection.KIND, NetworkSection.class)
                .interfaces()
                .getFirst()
                .addresses();
    }

    private Inventory inventory(Collector... collectors) {
        return new Inventory(
                List.of(collectors),
                () -> VolatileFacts.NONE,
                () -> off,
                clock::get,
                Duration.ofSeconds(2));
    }

    private static Collector collector(String kind, Callable<Collected> body) {
        return new Collector() {
            @Override
            public SectionKind kind() {
                return new SectionKind(kind);
            }

            @Override
            public Collected collect() throws Exception {
                return body.call();
            }
        };
    }

    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean released = false;
        while (!released) {
            try {
                latch.await();
                released = true;
            } catch (InterruptedException e) {
                // this is what makes it unstoppable
            }
        }
    }

    private static SectionReport report(InventorySnapshot snapshot, String kind) {
        return snapshot.reports().stream()
                .filter(r -> r.kind().name().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static SectionState state(InventorySnapshot snapshot, String kind) {
        return report(snapshot, kind).state();
    }

    private static long running(String marker) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(marker))
                .count();
    }
}

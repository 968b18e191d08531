package dev.rollcall.agent.platform;

import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import dev.rollcall.common.inventory.VolatileFacts.DiskWear;
import dev.rollcall.common.inventory.VolatileFacts.Space;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.hardware.PowerSource;
import oshi.software.os.OSFileStore;

/**
 * What changes all the time, as OSHI reads it where there are no files to read it from. The library
 * is loaded when it is first asked. Safe for use by many threads.
 */
public final class LiveFacts {

    private static final int MOST = 100;

    /** What the drives of Windows are called that do not come and go. */
    private static final String FIXED = "Fixed drive";

    /** Where macOS mounts what belongs to itself and what a person plugs in. */
    private static final List<String> BESIDE =
            List.of("/System/Volumes/", "/Volumes/", "/private/");

    private static final String DATA = "/System/Volumes/Data";

    /** New batteries hold somewhat more than they promise. */
    private static final int MOST_PERCENT = 150;

    private static final int MOST_CYCLES = 100_000;

    private final Supplier<SystemInfo> library;
    private final Supplier<Optional<List<DiskWear>>> wear;

    /**
     * @param wear how worn disks are, which the library does not read
     */
    public LiveFacts(Supplier<Optional<List<DiskWear>>> wear) {
        this.library = SystemInfo::new;
        this.wear = wear;
    }

    /** Each fact alone: one that the library cannot read is absent. */
    public VolatileFacts read() {
        var library = attempt(this.library);
        return new VolatileFacts(
                library.flatMap(l -> attempt(() -> space(l))),
                library.flatMap(l -> attempt(() -> l.getHardware().getMemory().getAvailable()))
                        .filter(bytes -> bytes > 0),
                library.flatMap(l -> attempt(() -> l.getOperatingSystem().getSystemUptime()))
                        .filter(seconds -> seconds > 0)
                        .map(Duration::ofSeconds),
                library.flatMap(l -> attempt(() -> l.getOperatingSystem().getSystemBootTime()))
                        .filter(seconds -> seconds > 0)
                        .map(Instant::ofEpochSecond),
                library.flatMap(l -> attempt(() -> load(l))).filter(permille -> permille >= 0),
                library.flatMap(l -> attempt(() -> batteries(l))),
                wear.get());
    }

    private static <T> Optional<T> attempt(Supplier<T> fact) {
        try {
            return Optional.of(fact.get());
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty(); // the library does not read this here
        }
    }

    private static List<Space> space(SystemInfo library) {
        return library.getOperatingSystem().getFileSystem().getFileStores(true).stream()
                .filter(LiveFacts::lasting)
                .filter(store -> store.getTotalSpace() > 0)
                .map(store ->
                        new Space(store.getMount(), store.getUsableSpace(), store.getTotalSpace()))
                .sorted(Comparator.comparing(Space::mountPoint))
                .limit(MOST)
                .toList();
    }

    private static boolean lasting(OSFileStore store) {
        var mount = store.getMount();
        if (mount.startsWith("/")) {
            return mount.equals(DATA) || BESIDE.stream().noneMatch(mount::startsWith);
        }
        return store.getDescription().equals(FIXED);
    }

    /** Below zero where the system has no such thing. */
    private static int load(SystemInfo library) {
        double average = library.getHardware().getProcessor().getSystemLoadAverage(1)[0];
        return average < 0 ? -1 : (int) Math.round(Math.min(average, 1_000_000) * 1000);
    }

    /** A device without a battery has one of no capacity, as OSHI tells it. */
    private static List<Battery> batteries(SystemInfo library) {
        return library.getHardware().getPowerSources().stream()
                .filter(source -> source.getMaxCapacity() > 1)
                .map(source ->
                        new Battery(
                                source.getName(),
                                Optional.of(source.getRemainingCapacityPercent())
                                        .filter(share -> share >= 0 && share <= 1)
                                        .map(share -> (int) Math.round(share * 100)),
                                state(source),
                                fullChargePercentOfDesign(source),
                                // 0 says that the battery does not count, or is new
                                Optional.of(source.getCycleCount())
                                        .filter(count -> count > 0 && count <= MOST_CYCLES)))
                .sorted(Comparator.comparing(Battery::name))
                .limit(MOST)
                .toList();
    }

    /** Where both are energy, as Windows has them: macOS may give one of the two in percent. */
    private static Optional<Integer> fullChargePercentOfDesign(PowerSource source) {
        int design = source.getDesignCapacity();
        return source.getCapacityUnits() == PowerSource.CapacityUnits.MWH && design > 1
                ? Optional.of((int) Math.round(100.0 * source.getMaxCapacity() / design))
                        .filter(percent -> percent > 0 && percent <= MOST_PERCENT)
                : Optional.empty();
    }

    private static Optional<BatteryState> state(PowerSource source) {
        if (source.isCharging()) {
            return Optional.of(BatteryState.CHARGING);
        }
        if (source.isDischarging()) {
            return Optional.of(BatteryState.DISCHARGING);
        }
        return source.isPowerOnLine() ? Optional.of(BatteryState.IDLE) : Optional.empty();
    }
}

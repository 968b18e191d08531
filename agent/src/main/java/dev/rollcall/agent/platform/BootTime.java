package dev.rollcall.agent.platform;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since the machine was started, asleep or awake (proc_uptime(5)); the clock of the
 * Java runtime stands still while a laptop sleeps. Goes in steps of ten milliseconds. Safe for use
 * by many threads.
 */
public final class BootTime implements LongSupplier {

    private static final String UPTIME = "/proc/uptime";

    private final DeviceFiles files;
    private long last;

    private BootTime(DeviceFiles files, long last) {
        this.files = files;
        this.last = last;
    }

    /** The clock of a device; the Java runtime's where the kernel tells no time since its start. */
    public static LongSupplier of(DeviceFiles files) {
        return read(files)
                .<LongSupplier>map(now -> new BootTime(files, now))
                .orElse(System::nanoTime);
    }

    /** Never goes back; stands still while the kernel does not answer. */
    @Override
    public synchronized long getAsLong() {
        last = read(files).map(now -> Math.max(last, now)).orElse(last);
        return last;
    }

    private static Optional<Long> read(DeviceFiles files) {
        try {
            return files.fact(UPTIME)
                    .map(line -> line.split(" ")[0])
                    .map(seconds -> new BigDecimal(seconds).movePointRight(9).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty(); // not the kernel's form
        }
    }
}

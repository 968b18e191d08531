package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What changes all the time: sent by value in a check-in, never hashed, kept as a series.
 *
 * @param space absent when the mounted volumes cannot be listed
 * @param bootedAt by the clock of the device, which may be wrong; uptime is not
 * @param loadPermille runnable tasks averaged over one minute, in thousandths
 * @param batteries absent when the kernel shows no power supplies
 */
public record VolatileFacts(
        Optional<List<Space>> space,
        Optional<Long> memoryAvailableBytes,
        Optional<Duration> uptime,
        Optional<Instant> bootedAt,
        Optional<Integer> loadPermille,
        Optional<List<Battery>> batteries) {

    /** What they are called where they are switched off. */
    public static final SectionKind KIND = new SectionKind("volatile");

    /** Nothing could be learned. */
    public static final VolatileFacts NONE =
            new VolatileFacts(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public VolatileFacts {
        space = space.map(List::copyOf);
        batteries = batteries.map(List::copyOf);
    }

    /** Room on one mounted volume, as its file system counts it. */
    public record Space(String mountPoint, long freeBytes, long totalBytes) {

        public Space {
            Objects.requireNonNull(mountPoint, "mountPoint");
        }
    }

    /** One battery. */
    public record Battery(
            String name, Optional<Integer> chargePercent, Optional<BatteryState> state) {

        public Battery {
            Objects.requireNonNull(name, "name");
        }
    }

    /** What a battery is doing. */
    public enum BatteryState {
        @JsonProperty("charging")
        CHARGING,
        @JsonProperty("discharging")
        DISCHARGING,
        @JsonProperty("idle")
        IDLE
    }
}

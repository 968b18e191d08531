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
 * @param disks those that tell their wear; absent where none does
 * @param agent what the agent itself takes; absent from agents that do not watch themselves
 */
public record VolatileFacts(
        Optional<List<Space>> space,
        Optional<Long> memoryAvailableBytes,
        Optional<Duration> uptime,
        Optional<Instant> bootedAt,
        Optional<Integer> loadPermille,
        Optional<List<Battery>> batteries,
        Optional<List<DiskWear>> disks,
        Optional<AgentWeight> agent) {

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
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    public VolatileFacts {
        space = space.map(List::copyOf);
        batteries = batteries.map(List::copyOf);
        disks = disks.map(List::copyOf);
    }

    /** Of the device alone. */
    public VolatileFacts(
            Optional<List<Space>> space,
            Optional<Long> memoryAvailableBytes,
            Optional<Duration> uptime,
            Optional<Instant> bootedAt,
            Optional<Integer> loadPermille,
            Optional<List<Battery>> batteries,
            Optional<List<DiskWear>> disks) {
        this(
                space,
                memoryAvailableBytes,
                uptime,
                bootedAt,
                loadPermille,
                batteries,
                disks,
                Optional.empty());
    }

    /** The same, and what the agent takes of the device. */
    public VolatileFacts with(AgentWeight weight) {
        return new VolatileFacts(
                space,
                memoryAvailableBytes,
                uptime,
                bootedAt,
                loadPermille,
                batteries,
                disks,
                Optional.of(weight));
    }

    /** The same, with these batteries. */
    public VolatileFacts withBatteries(List<Battery> batteries) {
        return new VolatileFacts(
                space,
                memoryAvailableBytes,
                uptime,
                bootedAt,
                loadPermille,
                Optional.of(batteries),
                disks,
                agent);
    }

    /**
     * What the agent's own process takes.
     *
     * @param processorPermille of one processor, over the last minute
     * @param memoryBytes resident, what it shares included
     * @param restraint what it does to itself since it took more than it may; absent where it does
     *     nothing
     * @param because what was too much
     */
    public record AgentWeight(
            Optional<Integer> processorPermille,
            Optional<Long> memoryBytes,
            Optional<Restraint> restraint,
            Optional<String> because) {}

    /** What an agent does to itself; each does what those before it do, too. */
    public enum Restraint {
        /** Everything else on the device goes first, and memory is given back. */
        @JsonProperty("slowed")
        SLOWED,
        /** No inventory but one that somebody asks for. */
        @JsonProperty("inventory-paused")
        INVENTORY_PAUSED,
        /** It ended, less than a day ago, and its service started it again. */
        @JsonProperty("restarted")
        RESTARTED
    }

    /** Room on one mounted volume, as its file system counts it. */
    public record Space(String mountPoint, long freeBytes, long totalBytes) {

        public Space {
            Objects.requireNonNull(mountPoint, "mountPoint");
        }
    }

    /**
     * The wear of one disk.
     *
     * @param wearPercent how much of the life that its maker promises is used; may pass 100
     */
    public record DiskWear(String name, int wearPercent) {

        public DiskWear {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * One battery.
     *
     * @param fullChargePercentOfDesign what it holds when it is full, in percent of what it held
     *     when it was new: its wear
     * @param cycles how often it was charged and emptied; absent where it does not count them
     */
    public record Battery(
            String name,
            Optional<Integer> chargePercent,
            Optional<BatteryState> state,
            Optional<Integer> fullChargePercentOfDesign,
            Optional<Integer> cycles) {

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

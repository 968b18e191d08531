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
 * @param wireless those that are connected; absent where the device has none at all
 * @param where absent where its org unit publishes no networks, and where it cannot be told
 * @param clockOffsetMillis how far the device's clock is ahead of the server's, below zero where it
 *     is behind; absent before the first reply
 * @param smart of disks that tell how long they ran, or how warm they are; absent where none does
 */
public record VolatileFacts(
        Optional<List<Space>> space,
        Optional<Long> memoryAvailableBytes,
        Optional<Duration> uptime,
        Optional<Instant> bootedAt,
        Optional<Integer> loadPermille,
        Optional<List<Battery>> batteries,
        Optional<List<DiskWear>> disks,
        Optional<AgentWeight> agent,
        Optional<List<Wireless>> wireless,
        Optional<Where> where,
        Optional<Long> clockOffsetMillis,
        Optional<List<DiskUse>> smart) {

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
                    Optional.empty());

    public VolatileFacts {
        space = space.map(List::copyOf);
        batteries = batteries.map(List::copyOf);
        disks = disks.map(List::copyOf);
        wireless = wireless.map(List::copyOf);
        smart = smart.map(List::copyOf);
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
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same, and what the agent takes of the device. */
    public VolatileFacts with(AgentWeight weight) {
        return with(Optional.of(weight), wireless, where, clockOffsetMillis, smart);
    }

    /** The same, and how it is connected, and to what. */
    public VolatileFacts with(Optional<List<Wireless>> waves, Optional<Where> place) {
        return with(agent, waves, place, clockOffsetMillis, smart);
    }

    /** The same, and how far the device's clock is ahead of the server's. */
    public VolatileFacts withClockOffset(long millis) {
        return with(agent, wireless, where, Optional.of(millis), smart);
    }

    /** The same, and what disks say of their use. */
    public VolatileFacts withSmart(Optional<List<DiskUse>> use) {
        return with(agent, wireless, where, clockOffsetMillis, use);
    }

    private VolatileFacts with(
            Optional<AgentWeight> weight,
            Optional<List<Wireless>> waves,
            Optional<Where> place,
            Optional<Long> offset,
            Optional<List<DiskUse>> use) {
        return new VolatileFacts(
                space,
                memoryAvailableBytes,
                uptime,
                bootedAt,
                loadPermille,
                batteries,
                disks,
                weight,
                waves,
                place,
                offset,
                use);
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
                agent,
                wireless,
                where,
                clockOffsetMillis,
                smart);
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

    /**
     * A wireless interface that is connected; to what is not told.
     *
     * @param signalDbm how strongly it hears the access point, in decibels below a milliwatt
     * @param band absent where nothing says at which frequency it sends
     */
    public record Wireless(String name, Optional<Integer> signalDbm, Optional<Band> band) {

        public Wireless {
            Objects.requireNonNull(name, "name");
        }
    }

    /** In which range of frequencies a wireless interface sends. */
    public enum Band {
        @JsonProperty("2.4-ghz")
        GHZ_2_4,
        @JsonProperty("5-ghz")
        GHZ_5,
        @JsonProperty("6-ghz")
        GHZ_6
    }
}

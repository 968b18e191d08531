package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the device is made of.
 *
 * @param serial of the whole device, as its maker set it; placeholders are absent
 * @param assetTag as set in the firmware
 * @param chassis such as {@code laptop}, from SMBIOS
 * @param virtual whether it runs under a hypervisor
 * @param memoryBytes that the operating system can use
 * @param memoryModules absent when they cannot be read
 * @param disks that are built in; removable media are left out. Absent when the kernel does not
 *     list them
 * @param batteries of the device itself, not of a mouse; absent when the kernel shows no power
 *     supplies
 * @param family what the maker counts the model to, such as {@code ThinkPad T480}
 * @param sku by which the maker sells this very configuration
 * @param memoryMaximumBytes that fit into the main board, as its firmware says
 * @param memorySlots places for memory modules; what is soldered counts as a filled one
 * @param memorySlotsEmpty those that hold nothing
 * @param hypervisor that it runs under, such as {@code kvm}; absent of a computer of its own, and
 *     where nothing tells
 * @param memoryErrorCorrecting whether the main memory finds errors and corrects them, as the
 *     firmware says
 * @param raids that the kernel makes of disks; absent where it makes none at all
 */
public record HardwareSection(
        Optional<String> manufacturer,
        Optional<String> model,
        Optional<String> serial,
        Optional<String> assetTag,
        Optional<String> boardSerial,
        Optional<String> chassis,
        Optional<String> smbiosUuid,
        Optional<String> firmwareVersion,
        Optional<LocalDate> firmwareDate,
        Optional<Boolean> virtual,
        Processor processor,
        Optional<Long> memoryBytes,
        Optional<List<MemoryModule>> memoryModules,
        Optional<List<Disk>> disks,
        Optional<List<Battery>> batteries,
        Optional<String> family,
        Optional<String> sku,
        Optional<String> chassisSerial,
        Optional<String> boardManufacturer,
        Optional<String> boardModel,
        Optional<String> firmwareVendor,
        Optional<Long> memoryMaximumBytes,
        Optional<Integer> memorySlots,
        Optional<Integer> memorySlotsEmpty,
        Optional<String> hypervisor,
        Optional<Boolean> memoryErrorCorrecting,
        Optional<List<SoftwareRaid>> raids)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("hardware");

    public HardwareSection {
        Objects.requireNonNull(processor, "processor");
        memoryModules = memoryModules.map(List::copyOf);
        disks = disks.map(List::copyOf);
        batteries = batteries.map(List::copyOf);
        raids = raids.map(List::copyOf);
    }

    /** Of a device whose board, case and slots say nothing of themselves. */
    public HardwareSection(
            Optional<String> manufacturer,
            Optional<String> model,
            Optional<String> serial,
            Optional<String> assetTag,
            Optional<String> boardSerial,
            Optional<String> chassis,
            Optional<String> smbiosUuid,
            Optional<String> firmwareVersion,
            Optional<LocalDate> firmwareDate,
            Optional<Boolean> virtual,
            Processor processor,
            Optional<Long> memoryBytes,
            Optional<List<MemoryModule>> memoryModules,
            Optional<List<Disk>> disks,
            Optional<List<Battery>> batteries) {
        this(
                manufacturer,
                model,
                serial,
                assetTag,
                boardSerial,
                chassis,
                smbiosUuid,
                firmwareVersion,
                firmwareDate,
                virtual,
                processor,
                memoryBytes,
                memoryModules,
                disks,
                batteries,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * The processors together: sockets, cores, hardware threads and cache are totals.
     *
     * @param maximumMegahertz of the fastest core
     * @param cacheBytes of the caches that are nearest to the memory
     * @param microcode its revision, as the kernel writes it
     */
    public record Processor(
            Optional<String> model,
            Optional<Integer> sockets,
            Optional<Integer> cores,
            Optional<Integer> threads,
            Optional<Integer> maximumMegahertz,
            Optional<Long> cacheBytes,
            Optional<String> microcode) {

        /** One whose clock, cache and microcode are not known. */
        public Processor(
                Optional<String> model,
                Optional<Integer> sockets,
                Optional<Integer> cores,
                Optional<Integer> threads) {
            this(
                    model,
                    sockets,
                    cores,
                    threads,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * One built-in disk.
     *
     * @param health what the disk says of itself; absent where smartmontools is not installed, or
     *     it does not answer
     * @param firmware its revision, as the disk writes it
     */
    public record Disk(
            String name,
            Optional<String> model,
            Optional<String> serial,
            long bytes,
            Optional<Medium> medium,
            Optional<Health> health,
            Optional<String> firmware) {

        public Disk {
            Objects.requireNonNull(name, "name");
        }

        /** One that does not tell its firmware. */
        public Disk(
                String name,
                Optional<String> model,
                Optional<String> serial,
                long bytes,
                Optional<Medium> medium,
                Optional<Health> health) {
            this(name, model, serial, bytes, medium, health, Optional.empty());
        }

        /** The same disk, with what it says of itself. */
        public Disk judged(Optional<Health> said) {
            return new Disk(name, model, serial, bytes, medium, said, firmware);
        }
    }

    /**
     * One battery.
     *
     * @param name the kernel's, such as {@code BAT0}
     * @param designMilliwattHours what it held when it was new, as its maker says
     * @param technology its chemistry, such as {@code Li-ion}
     */
    public record Battery(
            String name,
            Optional<String> manufacturer,
            Optional<String> model,
            Optional<String> serial,
            Optional<Integer> designMilliwattHours,
            Optional<String> technology) {

        public Battery {
            Objects.requireNonNull(name, "name");
        }

        /** One that does not tell its chemistry. */
        public Battery(
                String name,
                Optional<String> manufacturer,
                Optional<String> model,
                Optional<String> serial,
                Optional<Integer> designMilliwattHours) {
            this(name, manufacturer, model, serial, designMilliwattHours, Optional.empty());
        }
    }

    /** What a disk says of itself (SMART). */
    public enum Health {
        @JsonProperty("passed")
        PASSED,

        /** It expects to fail soon. */
        @JsonProperty("failing")
        FAILING
    }

    /** What a disk stores on. */
    public enum Medium {
        @JsonProperty("hard-disk")
        HARD_DISK,
        @JsonProperty("solid-state")
        SOLID_STATE,
        @JsonProperty("nvme")
        NVME,
        @JsonProperty("flash")
        FLASH
    }
}

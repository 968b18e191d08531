package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The batteries of the device itself, from /sys/class/power_supply: what they are, and how they are
 * now. Some count energy in microwatt-hours, others charge in microampere-hours.
 */
final class Batteries {

    private static final String SUPPLIES = "/sys/class/power_supply/";
    private static final int MAX_BATTERIES = 8;
    private static final long MOST_MICRO = 10_000_000_000L; // ten kilowatt-hours: no laptop's
    private static final long MOST_PERCENT = 150; // new ones hold somewhat more than they promise
    private static final long MOST_CYCLES = 100_000;

    private Batteries() {}

    /** Empty where the kernel shows no power supplies. */
    static Optional<List<HardwareSection.Battery>> list(DeviceFiles files) {
        return each(
                files,
                (name, folder) ->
                        new HardwareSection.Battery(
                                name,
                                maker(files, folder + "manufacturer"),
                                maker(files, folder + "model_name"),
                                maker(files, folder + "serial_number"),
                                designMilliwattHours(files, folder),
                                // as the kernel writes it, such as Li-ion (ABI sysfs-class-power)
                                maker(files, folder + "technology")));
    }

    /** Empty where the kernel shows no power supplies. */
    static Optional<List<VolatileFacts.Battery>> figures(DeviceFiles files) {
        return each(
                files,
                (name, folder) ->
                        new VolatileFacts.Battery(
                                name,
                                files.number(folder + "capacity")
                                        .filter(c -> c <= 100)
                                        .map(Long::intValue),
                                files.fact(folder + "status").flatMap(Batteries::state),
                                fullChargePercentOfDesign(files, folder),
                                // 0 says that the battery does not count, or is new
                                files.number(folder + "cycle_count")
                                        .filter(c -> c > 0 && c <= MOST_CYCLES)
                                        .map(Long::intValue)));
    }

    private static <T> Optional<List<T>> each(
            DeviceFiles files, BiFunction<String, String, T> read) {
        if (!files.isFolder(SUPPLIES)) {
            return Optional.empty();
        }
        var batteries = new ArrayList<T>();
        try {
            for (var name : files.names(SUPPLIES)) {
                var folder = SUPPLIES + name + "/";
                boolean battery = files.fact(folder + "type").equals(Optional.of("Battery"));
                boolean ofDevice = !files.fact(folder + "scope").equals(Optional.of("Device"));
                if (battery && ofDevice && batteries.size() < MAX_BATTERIES) {
                    Clean.text(name).ifPresent(clean -> batteries.add(read.apply(clean, folder)));
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // they cannot be listed
        }
        return Optional.of(batteries);
    }

    private static Optional<String> maker(DeviceFiles files, String path) {
        return files.fact(path).flatMap(Clean::maker);
    }

    private static Optional<Integer> designMilliwattHours(DeviceFiles files, String folder) {
        var energy = amount(files, folder + "energy_full_design").map(micro -> micro / 1000);
        var charge =
                amount(files, folder + "charge_full_design")
                        .flatMap(ampereHours ->
                                amount(files, folder + "voltage_min_design")
                                        .map(volts -> ampereHours / 1000 * (volts / 1000) / 1000));
        return energy.or(() -> charge)
                .filter(milli -> milli > 0 && milli < MOST_MICRO / 1000)
                .map(Long::intValue);
    }

    /** Computed from energy or else from charge; a ratio is the same of both. */
    private static Optional<Integer> fullChargePercentOfDesign(DeviceFiles files, String folder) {
        return percent(files, folder + "energy_").or(() -> percent(files, folder + "charge_"));
    }

    private static Optional<Integer> percent(DeviceFiles files, String prefix) {
        return amount(files, prefix + "full")
                .flatMap(full ->
                        amount(files, prefix + "full_design")
                                .map(design -> Math.round(100.0 * full / design)))
                .filter(percent -> percent <= MOST_PERCENT)
                .map(Long::intValue);
    }

    /** Firmware that does not know says 0, or more than there is. */
    private static Optional<Long> amount(DeviceFiles files, String path) {
        return files.number(path).filter(micro -> micro > 0 && micro < MOST_MICRO);
    }

    private static Optional<BatteryState> state(String status) {
        return switch (status) {
            case "Charging" -> Optional.of(BatteryState.CHARGING);
            case "Discharging" -> Optional.of(BatteryState.DISCHARGING);
            case "Full", "Not charging" -> Optional.of(BatteryState.IDLE);
            default -> Optional.empty();
        };
    }
}

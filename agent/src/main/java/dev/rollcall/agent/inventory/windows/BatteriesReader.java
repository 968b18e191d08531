package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.HardwareSection.Battery;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the batteries of the device are, as their driver has it (BatteryStaticData). A device
 * without one answers there with an error, so that Win32_Battery is asked whether there is any.
 */
final class BatteriesReader {

    private static final int MAX_BATTERIES = 8;
    private static final int MOST_MILLIWATT_HOURS = 10_000_000; // ten kilowatt-hours: no laptop's

    private BatteriesReader() {}

    /** Absent where neither was answered, or one is there and does not say what it is. */
    static Optional<List<Battery>> read(WindowsFacts facts) {
        boolean none = facts.rows("battery-present").filter(List::isEmpty).isPresent();
        return facts.rows("batteries")
                .map(BatteriesReader::all)
                .filter(batteries -> none || !batteries.isEmpty())
                .or(() -> none ? Optional.of(List.of()) : Optional.empty());
    }

    private static List<Battery> all(List<Fields> rows) {
        return rows.stream()
                .flatMap(row -> battery(row).stream())
                .sorted(Comparator.comparing(Battery::name))
                .limit(MAX_BATTERIES)
                .toList();
    }

    private static Optional<Battery> battery(Fields row) {
        return row.text("InstanceName")
                .map(name ->
                        new Battery(
                                name,
                                row.maker("ManufactureName"),
                                row.maker("DeviceName"),
                                row.maker("SerialNumber"),
                                row.count("DesignedCapacity")
                                        .filter(milli -> milli < MOST_MILLIWATT_HOURS)));
    }
}

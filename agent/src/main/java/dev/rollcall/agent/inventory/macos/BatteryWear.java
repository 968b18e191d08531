package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.VolatileFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The batteries of a Mac, and what system_profiler last said of how worn each is: asking it takes
 * too long for every check-in, so that what was said for the section {@code hardware} is kept. Safe
 * for use by many threads.
 */
public final class BatteryWear {

    static final String TYPE = "SPPowerDataType";

    private static final int MOST = 8;
    private static final int MOST_PERCENT = 150; // new ones hold somewhat more than they promise
    private static final int MOST_CYCLES = 100_000;
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%");

    private volatile List<Figures> last = List.of();

    private record Figures(Optional<Integer> fullChargePercent, Optional<Integer> cycles) {}

    /** Empty where system_profiler does not say; what it held when it was new nothing says. */
    static Optional<List<HardwareSection.Battery>> list(Fields profile) {
        if (!profile.has(TYPE)) {
            return Optional.empty();
        }
        var found = new ArrayList<HardwareSection.Battery>();
        for (var row : batteries(profile)) {
            var model = row.object("sppower_battery_model_info");
            found.add(
                    new HardwareSection.Battery(
                            // as the power sources of macOS are called, and pmset(1) prints them
                            "InternalBattery-" + found.size(),
                            model.maker("sppower_battery_manufacturer"),
                            model.maker("sppower_battery_device_name"),
                            model.maker("sppower_battery_serial_number"),
                            Optional.empty()));
        }
        return Optional.of(found);
    }

    /** Keeps what was said now. */
    void note(Fields profile) {
        last = batteries(profile).stream().map(BatteryWear::figures).toList();
    }

    /** The same, and what was kept; only where there is one battery, which it must be about. */
    public VolatileFacts on(VolatileFacts facts) {
        var figures = last;
        var batteries = facts.batteries().orElse(List.of());
        if (figures.size() != 1 || batteries.size() != 1) {
            return facts;
        }
        var battery = batteries.getFirst();
        return facts.withBatteries(
                List.of(
                        new VolatileFacts.Battery(
                                battery.name(),
                                battery.chargePercent(),
                                battery.state(),
                                figures.getFirst().fullChargePercent(),
                                figures.getFirst().cycles())));
    }

    private static List<Fields> batteries(Fields profile) {
        return profile.list(TYPE).stream()
                .filter(row -> row.has("sppower_battery_model_info"))
                .limit(MOST)
                .toList();
    }

    /** No cycles say that it does not count them, or is new. */
    private static Figures figures(Fields battery) {
        var health = battery.object("sppower_battery_health_info");
        return new Figures(
                health.text("sppower_battery_health_maximum_capacity")
                        .map(PERCENT::matcher)
                        .filter(m -> m.matches())
                        .map(m -> Integer.parseInt(m.group(1)))
                        .filter(percent -> percent > 0 && percent <= MOST_PERCENT),
                health.count("sppower_battery_cycle_count")
                        .filter(cycles -> cycles <= MOST_CYCLES));
    }
}

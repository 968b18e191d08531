package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatteriesTest {

    private static final String SUPPLIES = "/sys/class/power_supply/";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder);
    }

    @Test
    void aBatteryThatCountsEnergyIsRead() {
        battery("BAT0")
                .file(SUPPLIES + "BAT0/status", "Charging\n")
                .file(SUPPLIES + "BAT0/capacity", "81\n")
                .file(SUPPLIES + "BAT0/manufacturer", "SMP\n")
                .file(SUPPLIES + "BAT0/model_name", "01AV489\n")
                .file(SUPPLIES + "BAT0/serial_number", " 1042\n")
                .file(SUPPLIES + "BAT0/energy_full_design", "57000000\n")
                .file(SUPPLIES + "BAT0/energy_full", "41040000\n")
                .file(SUPPLIES + "BAT0/technology", "Li-poly\n")
                .file(SUPPLIES + "BAT0/cycle_count", "412\n");

        assertThat(Batteries.list(device.files()).orElseThrow())
                .containsExactly(
                        new HardwareSection.Battery(
                                "BAT0",
                                Optional.of("SMP"),
                                Optional.of("01AV489"),
                                Optional.of("1042"),
                                Optional.of(57_000),
                                Optional.of("Li-poly")));
        assertThat(Batteries.figures(device.files()).orElseThrow())
                .containsExactly(
                        new VolatileFacts.Battery(
                                "BAT0",
                                Optional.of(81),
                                Optional.of(BatteryState.CHARGING),
                                Optional.of(72),
                                Optional.of(412)));
    }

    @Test
    void oneThatCountsChargeIsReckonedByItsVoltage() {
        battery("BAT1")
                .file(SUPPLIES + "BAT1/charge_full_design", "3948000\n")
                .file(SUPPLIES + "BAT1/charge_full", "3950000\n")
                .file(SUPPLIES + "BAT1/voltage_min_design", "11400000\n");

        assertThat(Batteries.list(device.files()).orElseThrow().getFirst().designMilliwattHours())
                .contains(45_007);
        assertThat(
                        Batteries.figures(device.files())
                                .orElseThrow()
                                .getFirst()
                                .fullChargePercentOfDesign())
                .contains(100);
    }

    @Test
    void whatTheFirmwareDoesNotKnowIsAbsentAndNeverZero() {
        battery("BAT0")
                .file(SUPPLIES + "BAT0/manufacturer", "\u0000\u001b\u202e\n")
                .file(SUPPLIES + "BAT0/model_name", "x".repeat(60_000))
                .file(SUPPLIES + "BAT0/serial_number", "0000\n")
                .file(SUPPLIES + "BAT0/technology", "Unknown\n")
                .file(SUPPLIES + "BAT0/energy_full_design", "0\n")
                .file(SUPPLIES + "BAT0/energy_full", "41040000\n")
                .file(SUPPLIES + "BAT0/charge_full_design", "9223372036854775807\n")
                .file(SUPPLIES + "BAT0/charge_full", "9223372036854775807\n")
                .file(SUPPLIES + "BAT0/voltage_min_design", "-5\n")
                .file(SUPPLIES + "BAT0/cycle_count", "0\n");

        var battery = Batteries.list(device.files()).orElseThrow().getFirst();
        assertThat(battery.manufacturer()).isEmpty();
        assertThat(battery.model()).isEmpty(); // one letter, again and again
        assertThat(battery.serial()).isEmpty();
        assertThat(battery.designMilliwattHours()).isEmpty();
        var now = Batteries.figures(device.files()).orElseThrow().getFirst();
        assertThat(now.fullChargePercentOfDesign()).isEmpty();
        assertThat(now.cycles()).isEmpty();
    }

    @Test
    void aBatteryThatClaimsToHoldTwiceWhatItDidIsNotBelieved() {
        battery("BAT0")
                .file(SUPPLIES + "BAT0/energy_full_design", "1000000\n")
                .file(SUPPLIES + "BAT0/energy_full", "2000000\n")
                .file(SUPPLIES + "BAT0/cycle_count", "4294967295\n");

        var now = Batteries.figures(device.files()).orElseThrow().getFirst();
        assertThat(now.fullChargePercentOfDesign()).isEmpty();
        assertThat(now.cycles()).isEmpty();
    }

    @Test
    void onlyThoseOfTheDeviceAreListedAndNotTooMany() {
        assertThat(Batteries.list(device.files())).isEmpty();
        device.file(SUPPLIES + "AC/type", "Mains\n");
        battery("hid-mouse").file(SUPPLIES + "hid-mouse/scope", "Device\n");
        assertThat(Batteries.list(device.files()).orElseThrow()).isEmpty();

        for (int i = 0; i < 20; i++) {
            battery("BAT" + i);
        }

        assertThat(Batteries.list(device.files()).orElseThrow()).hasSize(8);
    }

    private PlantedDevice battery(String name) {
        return device.file(SUPPLIES + name + "/type", "Battery\n");
    }
}

package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolatileFacts.Battery;
import dev.rollcall.common.inventory.VolatileFacts.BatteryState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows published samples of system_profiler: see {@link Recorded}. */
class BatteryWearTest {

    private static final Battery NOW =
            new Battery(
                    "InternalBattery-0",
                    Optional.of(83),
                    Optional.of(BatteryState.DISCHARGING),
                    Optional.empty(),
                    Optional.empty());

    @Test
    void whatWasSaidLastGoesWithWhatIsReadNow() throws IOException {
        var wear = new BatteryWear();
        wear.note(Recorded.profile("macos-hardware.json"));

        assertThat(wear.on(facts(NOW)).batteries().orElseThrow())
                .containsExactly(
                        new Battery(
                                "InternalBattery-0",
                                Optional.of(83),
                                Optional.of(BatteryState.DISCHARGING),
                                Optional.of(84),
                                Optional.of(253)));
    }

    @Test
    void nothingIsSaidBeforeItWasAskedAndOfMoreThanOneBattery() throws IOException {
        var wear = new BatteryWear();

        assertThat(wear.on(facts(NOW))).isEqualTo(facts(NOW));

        wear.note(Recorded.profile("macos-hardware.json"));
        assertThat(wear.on(facts(NOW, NOW))).isEqualTo(facts(NOW, NOW));
        assertThat(wear.on(VolatileFacts.NONE)).isEqualTo(VolatileFacts.NONE);
    }

    @ParameterizedTest
    @CsvSource({"\"100\\u00a0%\",100", "\"84%\",84", "\"999%\",", "\"Good\",", "84,", "\"0%\","})
    void theShareIsReadInEveryLanguage(String written, Integer percent) throws IOException {
        var wear = new BatteryWear();
        wear.note(
                MacPrograms.parse(
                        "{\"SPPowerDataType\":[{\"sppower_battery_model_info\":{},\"sppower_battery_health_info\":"
                                + "{\"sppower_battery_health_maximum_capacity\":"
                                + written
                                + ",\"sppower_battery_cycle_count\":0}}]}"));

        var battery = wear.on(facts(NOW)).batteries().orElseThrow().getFirst();

        assertThat(battery.fullChargePercentOfDesign()).isEqualTo(Optional.ofNullable(percent));
        assertThat(battery.cycles()).isEmpty();
    }

    @Test
    void aDesktopHasNoneAndWithoutTheListNothingIsKnown() throws IOException {
        assertThat(
                        BatteryWear.list(
                                MacPrograms.parse(
                                        "{\"SPPowerDataType\":[{\"_name\":\"sppower_information\"}]}")))
                .contains(List.of());
        assertThat(BatteryWear.list(MacPrograms.parse("{}"))).isEmpty();
    }

    private static VolatileFacts facts(Battery... batteries) {
        return VolatileFacts.NONE.withBatteries(List.of(batteries));
    }
}

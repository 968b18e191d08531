package dev.rollcall.common.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.CollectionManifest;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.Json;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InventorySettingTest {

    @ParameterizedTest
    @ValueSource(strings = {"hardware", "operating-system", "volumes", "packages", "patch-level"})
    void whatOtherPartsDependOnIsNeverOff(String section) {
        assertThatThrownBy(() -> new Setting.Inventory(List.of("peripherals", section)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "off: " + section + " is always collected, since other parts depend on it");
    }

    @Test
    void everySectionIsEitherOptionalOrAlwaysCollected() {
        var manifest = CollectionManifest.ofThisVersion();

        assertThat(Sections.kinds())
                .extracting(SectionKind::name)
                .allMatch(name ->
                        manifest.optional().contains(name) != manifest.required().contains(name));
    }

    @Test
    void aSectionOfALaterVersionIsOffToo() {
        var setting = new Setting.Inventory(List.of("volatile", "browsers", "volatile"));

        assertThat(setting.off()).containsExactly("browsers", "volatile");
        assertThat(setting.key()).isEqualTo("inventory");
    }

    @Test
    void nothingIsOffWhereAllIsWantedThoughAUnitAboveSaysOtherwise() {
        assertThat(Setting.read(Json.strict().readTree("{\"type\":\"inventory\",\"off\":[]}")))
                .isEqualTo(new Setting.Inventory(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"inventory\"}",
                "{\"type\":\"inventory\",\"off\":\"network\"}",
                "{\"type\":\"inventory\",\"off\":[null]}",
                "{\"type\":\"inventory\",\"off\":[\"Network\"]}",
                "{\"type\":\"inventory\",\"off\":[\"packages\"]}",
                "{\"type\":\"inventory\",\"off\":[],\"on\":[]}"
            })
    void whatIsNotFullyUnderstoodSwitchesNothingOff(String json) {
        assertThat(Setting.read(Json.strict().readTree(json)))
                .isEqualTo(new Setting.Unsupported("inventory"));
    }

    @Test
    void aListWithoutEndIsRefused() {
        var names = IntStream.range(0, 41).mapToObj(i -> "section-" + i).toList();

        assertThatThrownBy(() -> new Setting.Inventory(names)).hasMessageContaining("at most 40");
    }
}

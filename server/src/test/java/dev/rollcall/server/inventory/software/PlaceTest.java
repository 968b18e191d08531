package dev.rollcall.server.inventory.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.PackageSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    private static Place dpkg(String name, String version) {
        return new Place(name, PackageSource.DPKG, version);
    }

    @Test
    void isReadAsItWasWrittenWhateverStandsInNames() {
        for (var place :
                List.of(
                        dpkg("lib", ""),
                        dpkg("lib", "1:2~rc1"),
                        new Place("Foo Bar 7 (x64)", PackageSource.WINDOWS_PROGRAMS, "1 beta 2"),
                        new Place("Éditeur 12", PackageSource.MACOS_APPLICATIONS, ""))) {
            assertThat(Place.parse(place.text())).isEqualTo(place);
        }
    }

    @Test
    void isOrderedByNameThenSystemThenVersion() {
        var inOrder =
                List.of(
                        dpkg("a", ""),
                        dpkg("a", "1.9"),
                        dpkg("a", "1.10~rc1"),
                        dpkg("a", "1.10"),
                        new Place("a", PackageSource.RPM, "1.0"),
                        dpkg("a b", ""),
                        dpkg("a-b", ""));

        assertThat(inOrder.reversed().stream().sorted()).containsExactlyElementsOf(inOrder);
    }

    @Test
    void versionsThatAreEqualToTheirSystemAreStillTwo() {
        assertThat(dpkg("a", "1.0").compareTo(dpkg("a", "1.00"))).isNegative();
        assertThat(Stream.of(dpkg("a", "1.00"), dpkg("a", "1.0")).sorted())
                .containsExactly(dpkg("a", "1.0"), dpkg("a", "1.00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lib",
                "dpkg lib",
                "dpkg x lib",
                "dpkg 4 lib",
                "dpkg -1 lib",
                "none 3 lib"
            })
    void nonsenseIsNoPlace(String text) {
        assertThatThrownBy(() -> Place.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

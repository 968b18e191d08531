package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The input follows softwareupdate(8) and published samples: see {@link Recorded}. */
class UpdatesReaderTest {

    private static final Optional<String> LOOKED = Optional.of("2026-11-22 06:12:40 +0000\n");
    private static final Optional<Boolean> NOT_SAID = Optional.empty();

    @Test
    void whatAppleOffersIsPendingAndOnlyAResponseIsKnownToBeAboutSecurity() throws IOException {
        var section =
                UpdatesReader.read(
                        Recorded.text("macos-softwareupdate.txt"), LOOKED, Optional.of(true));

        assertThat(section.system()).isEqualTo(UpdateSystem.SOFTWARE_UPDATE);
        assertThat(section.listsRefreshed()).contains(Instant.parse("2026-11-22T00:00:00Z"));
        assertThat(section.pending().orElseThrow())
                .extracting(u -> u.name() + " " + u.candidate())
                .containsExactly(
                        "Safari 17.4",
                        "macOS Background Security Improvement (a) 26.3.1 (a)",
                        "macOS Sonoma 14.4.1 14.4.1");
        assertThat(section.pending().orElseThrow())
                .extracting(PendingUpdate::security)
                .containsExactly(Optional.empty(), Optional.of(true), Optional.empty());
        assertThat(section.rebootNeeded()).isEmpty();
        assertThat(section.automaticUpdates()).contains(true);
    }

    @Test
    void nothingIsPendingOnlyWhereSomebodyLooked() throws IOException {
        var none = "Software Update Tool\n\nNo new software available.\n";

        assertThat(UpdatesReader.read(none, LOOKED, NOT_SAID).pending()).contains(List.of());
        assertThat(UpdatesReader.read(none, Optional.empty(), NOT_SAID).pending()).isEmpty();
        assertThat(UpdatesReader.read(none, Optional.of("vorgestern"), NOT_SAID).pending())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Software Update Tool\n\nCan't connect to the Apple Software Update server.",
                "* Label: macOS Sonoma 14.4.1-23E224\n\tTitle: macOS Son",
                "\u0000"
            })
    void whatSaysNeitherIsAFailure(String output) {
        assertThatThrownBy(() -> UpdatesReader.read(output, LOOKED, NOT_SAID))
                .isInstanceOf(IOException.class);
    }

    @Test
    void controlCharactersAreDroppedAndATitleMayHaveCommas() throws IOException {
        var section =
                UpdatesReader.read(
                        "\tTitle: Pro Video, Audio\u0007, Version: 2.3, Size: 1KiB, Recommended: NO,",
                        LOOKED,
                        NOT_SAID);

        assertThat(section.pending().orElseThrow())
                .singleElement()
                .matches(u -> u.name().equals("Pro Video, Audio"))
                .matches(u -> u.candidate().equals("2.3"));
    }
}

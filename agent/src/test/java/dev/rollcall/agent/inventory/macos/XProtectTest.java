package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The input follows published samples: see {@link Recorded}. */
class XProtectTest {

    private static final String TOLD =
            "{\"xprotect_bundle_version\":\"5324\",\"xprotect_bundle_install_date\":\"2026-11-20T20:53:25Z\"}";

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() throws IOException {
        device =
                new PlantedDevice(folder)
                        .file(
                                "/Library/Receipts/InstallHistory.plist",
                                Recorded.text("macos-install-history.plist"));
    }

    @Test
    void theProgramTellsFromMacOs15On() {
        device.file(XProtect.PROGRAM, "");

        assertThat(XProtect.installed(device.files(), Optional.of(TOLD)))
                .contains(LocalDate.of(2026, 11, 20));
    }

    @Test
    void beforeItIsTheLastThatTheHistoryHas() {
        assertThat(XProtect.installed(device.files(), Optional.empty()))
                .contains(LocalDate.of(2024, 4, 30));
    }

    /** The history goes on where the program is there, and is not about what is in use. */
    @Test
    void aProgramThatDoesNotTellLeavesItUnknown() {
        device.file(XProtect.PROGRAM, "");

        for (var printed : new String[] {"", "Version: 5324", "[]", "{\"x\":1}"}) {
            assertThat(XProtect.installed(device.files(), Optional.of(printed))).isEmpty();
        }
        assertThat(XProtect.installed(device.files(), Optional.empty())).isEmpty();
    }

    @Test
    void aHistoryThatMakesNoSenseSaysNothing() {
        device.file("/Library/Receipts/InstallHistory.plist", "<plist><array><dict>");

        assertThat(XProtect.installed(device.files(), Optional.empty())).isEmpty();
    }
}

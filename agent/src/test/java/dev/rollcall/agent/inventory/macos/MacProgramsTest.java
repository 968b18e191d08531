package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.collect.Collected;
import dev.rollcall.agent.inventory.collect.Collector;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.BrowsersSection;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.common.json.CanonicalJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacProgramsTest {

    @TempDir Path folder;

    @Test
    void systemProfilerIsAskedForJsonAndHeldToTheTime() throws Exception {
        var commands = new ArrayList<List<String>>();
        Programs programs =
                (command, timeout, most) -> {
                    commands.add(command);
                    assertThat(timeout).isEqualTo(MacPrograms.PROFILER_LIMIT);
                    return Optional.of(new ProgramResult(0, "{}", "", false, false));
                };

        new MacPrograms(programs).profile("SPHardwareDataType");

        assertThat(commands)
                .containsExactly(
                        List.of(
                                "system_profiler",
                                "-json",
                                "-timeout",
                                "20",
                                "SPHardwareDataType"));
    }

    @Test
    void oneThatHangsOrPrintsTooMuchOrFailsIsNotRead() {
        assertThatThrownBy(() -> profile(new ProgramResult(-1, "{}", "", true, false)))
                .isInstanceOf(IOException.class)
                .hasMessage("system_profiler took too long and was stopped");
        assertThatThrownBy(() -> profile(new ProgramResult(0, "{}", "", false, true)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> profile(new ProgramResult(1, "{}", "", false, false)))
                .isInstanceOf(IOException.class)
                .hasMessage("system_profiler failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{\"SPHardwareDataType\":[{\"serial_number\":\"D5X",
                "Fehler"
            })
    void whatIsNoWholeObjectIsNotRead(String output) {
        assertThatThrownBy(() -> profile(new ProgramResult(0, output, "", false, false)))
                .isInstanceOf(IOException.class)
                .hasMessage("system_profiler printed nothing that makes sense");
    }

    @Test
    void aMacWithoutItsProgramsHasNoSectionAndEachSaysWhy() {
        for (var collector : collectors(Programs.none())) {
            if (!collector.kind().equals(BrowsersSection.KIND)) {
                assertThatThrownBy(collector::collect)
                        .as(collector.kind().name())
                        .isInstanceOf(IOException.class);
            }
        }
    }

    /** As the agent sees a Mac: every section of what its programs print, and none that is off. */
    @Test
    void aWholeMacIsCollected() throws Exception {
        var profile =
                new HashMap<>(
                        Map.of(
                                "SPHardwareDataType", Recorded.text("macos-hardware.json"),
                                "SPStorageDataType", Recorded.text("macos-storage.json"),
                                "SPApplicationsDataType", "{\"SPApplicationsDataType\":[]}",
                                "SPNetworkDataType", "{\"SPNetworkDataType\":[]}",
                                "SPDisplaysDataType", "{\"SPDisplaysDataType\":[]}",
                                "sysctl", Recorded.text("macos-sysctl.txt"),
                                "sw_vers", "ProductVersion: 14.4.1\n",
                                "diskutil", Recorded.text("macos-apfs.plist"),
                                "fdesetup", "FileVault is On.\n"));
        profile.put("ifconfig", Recorded.text("macos-ifconfig.txt"));
        profile.put("softwareupdate", Recorded.text("macos-softwareupdate.txt"));
        profile.put("UniqueID", "root 0\nkim 501\n");
        profile.put("csrutil", "System Integrity Protection status: enabled.\n");

        Files.createDirectories(folder.resolve("Library/LaunchDaemons"));

        for (var collector : collectors(Recorded.programs(profile))) {
            assertThat(collector.collect())
                    .as(collector.kind().name())
                    .isInstanceOfSatisfying(
                            Collected.Facts.class,
                            facts ->
                                    assertThat(
                                                    Sections.parse(
                                                            collector.kind(),
                                                            CanonicalJson.bytes(facts.section())))
                                            .isEqualTo(facts.section()));
        }
        assertThat(collectors(Recorded.programs(profile)))
                .extracting(Collector::kind)
                .doesNotHaveDuplicates()
                .containsAll(Sections.kinds());
    }

    private List<Collector> collectors(Programs programs) {
        return MacCollectors.of(programs, DeviceFiles.below(folder), new BatteryWear());
    }

    private static void profile(ProgramResult result) throws Exception {
        new MacPrograms((command, timeout, most) -> Optional.of(result)).profile("x");
    }
}

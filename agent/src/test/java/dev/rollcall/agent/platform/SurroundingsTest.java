package dev.rollcall.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurroundingsTest {

    @Test
    void linuxHasWhatItAlwaysHad() {
        var linux = Surroundings.of("Linux", Optional.empty());

        assertThat(linux.environment())
                .containsOnly(
                        java.util.Map.entry(
                                "PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"),
                        java.util.Map.entry("LC_ALL", "C"),
                        java.util.Map.entry("LANG", "C"),
                        java.util.Map.entry("HOME", "/root"));
        assertThat(linux.folder()).isEqualTo("/");
        assertThat(linux.nothing()).isEqualTo("/dev/null");
    }

    @Test
    void aMacLooksOnlyWhereAppleKeepsItsOwn() {
        var mac = Surroundings.of("Mac OS X", Optional.empty());

        assertThat(mac.search()).doesNotContain("/usr/local/sbin").contains("/usr/sbin");
        assertThat(mac.environment()).containsEntry("HOME", "/var/root");
    }

    @Test
    void windowsHasWhatPowerShellNeedsToStart() {
        var windows = Surroundings.of("Windows 11", Optional.of("D:\\Windows"));

        assertThat(windows.search())
                .containsExactly(
                        "D:\\Windows\\System32", "D:\\Windows\\System32\\WindowsPowerShell\\v1.0");
        assertThat(windows.environment())
                .containsEntry("SystemRoot", "D:\\Windows")
                .containsEntry("SystemDrive", "D:")
                .containsEntry("ProgramData", "D:\\ProgramData");
        assertThat(windows.nothing()).isEqualTo("NUL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\\\server\\share", "C:\\a;C:\\evil", "C:\\a\"b", "relative"})
    void aFolderOfWindowsThatMakesNoSenseIsTheUsualOne(String folder) {
        assertThat(Surroundings.of("Windows 10", Optional.of(folder)).environment())
                .containsEntry("SystemRoot", "C:\\Windows");
    }
}

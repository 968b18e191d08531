package dev.rollcall.agent.inventory.macos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.agent.inventory.macos.SecurityReader.Beside;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Confinement;
import dev.rollcall.common.inventory.SecuritySection.ConfinementKind;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows the manual pages of the programs: see {@link Recorded}. */
class SecurityReaderTest {

    private static final ScreenLock LOCK = new ScreenLock(true, Optional.of(605), true);

    @Test
    void whatProtectsAMacIsRead() throws IOException {
        assertThat(
                        SecurityReader.read(
                                Optional.of("Firewall is enabled. (State = 1)\n"),
                                Optional.of("System Integrity Protection status: enabled.\n"),
                                Optional.of("assessments enabled\n"),
                                Optional.of(
                                        "Enrolled via DEP: Yes\nMDM enrollment: Yes (User Approved)\n"
                                                + "MDM server: https://mdm.example.org/\n"),
                                new Beside(
                                        Optional.empty(),
                                        Optional.of(LocalDate.of(2026, 11, 20)),
                                        Optional.of(LOCK))))
                .isEqualTo(
                        new SecuritySection(
                                Optional.of(
                                        new Firewall(
                                                FirewallKind.APPLICATION_FIREWALL,
                                                true,
                                                Optional.empty())),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(
                                        new Confinement(
                                                ConfinementKind.SYSTEM_INTEGRITY_PROTECTION, true)),
                                Optional.empty(),
                                Optional.of(
                                        new Malware(
                                                MalwareScanner.GATEKEEPER,
                                                Optional.of(true),
                                                Optional.of(LocalDate.of(2026, 11, 20)))),
                                Optional.of(true),
                                Optional.of(LOCK)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Firewall is disabled. (State = 0);false",
                "Firewall is blocking all non-essential incoming connections. (State = 2);true",
                "Firewall is on;"
            })
    void theFirewallGoesByItsNumber(String said, Boolean on) throws IOException {
        var section =
                SecurityReader.read(
                        Optional.of(said),
                        Optional.empty(),
                        Optional.of("\nassessments disabled\n"),
                        Optional.empty(),
                        Beside.NOTHING);

        assertThat(section.firewall().map(Firewall::on)).isEqualTo(Optional.ofNullable(on));
        assertThat(section.malware().flatMap(Malware::on)).contains(false);
    }

    @Test
    void aStateThatIsNeitherIsAbsent() throws IOException {
        var section =
                SecurityReader.read(
                        Optional.empty(),
                        Optional.of(
                                "System Integrity Protection status: unknown (Custom Configuration).\n"
                                        + "Kext Signing: enabled\n"),
                        Optional.of("System Policy: error"),
                        Optional.of("Enrolled via DEP: No\nMDM enrollment: No\n"),
                        Beside.NOTHING);

        assertThat(section.confinement()).isEmpty();
        assertThat(section.malware()).isEmpty();
        assertThat(section.mdmEnrolled()).contains(false);
    }

    @Test
    void whereNoProgramAnswersThereIsNoSection() {
        assertThatThrownBy(() ->
                        SecurityReader.read(
                                Optional.of(""),
                                Optional.empty(),
                                Optional.of("\u0000"),
                                Optional.empty(),
                                Beside.NOTHING))
                .isInstanceOf(IOException.class);
    }
}

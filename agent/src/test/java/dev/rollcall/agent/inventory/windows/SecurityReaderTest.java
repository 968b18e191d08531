package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The input follows Microsoft's documentation of the cmdlets: see {@link Recorded}. */
class SecurityReaderTest {

    @Test
    void whatProtectsALaptopIsRead() throws IOException {
        assertThat(SecurityReader.read(Recorded.facts("windows-laptop.jsonl")))
                .isEqualTo(
                        new SecuritySection(
                                Optional.of(
                                        new Firewall(
                                                FirewallKind.WINDOWS_FIREWALL,
                                                true,
                                                Optional.empty())),
                                Optional.of(true),
                                Optional.of(new Tpm(true, Optional.of("2.0"))),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(
                                        new Malware(
                                                MalwareScanner.DEFENDER,
                                                Optional.of(true),
                                                Optional.of(LocalDate.of(2026, 11, 22)))),
                                Optional.of(true),
                                Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, true", "1, 4, true", "1, 2, false", "0, 4, false", "2, 0,"})
    void theFirewallIsOnWhereItKeepsOutWhatNoRuleNames(int enabled, int inbound, Boolean on)
            throws IOException {
        var facts =
                Recorded.rows(
                        "firewall",
                        "[{\"Enabled\":1,\"Inbound\":4},{\"Enabled\":%d,\"Inbound\":%d}]"
                                .formatted(enabled, inbound));

        assertThat(SecurityReader.read(facts).firewall().map(Firewall::on))
                .isEqualTo(Optional.ofNullable(on));
    }

    @Test
    void aDeviceWithoutATpmSaysSoAndOneThatMayNotLookSaysNothing() throws IOException {
        var none = Recorded.rows("tpm", "[]");
        var denied =
                WindowsFacts.parse(
                        """
                        {"name":"tpm","error":"Zugriff verweigert"}
                        {"name":"secure-boot","error":"Zugriff verweigert"}
                        {"name":"mdm","rows":[]}
                        """);

        assertThat(SecurityReader.read(none).tpm()).contains(new Tpm(false, Optional.empty()));
        assertThat(SecurityReader.read(denied).tpm()).isEmpty();
        assertThat(SecurityReader.read(denied).secureBoot()).isEmpty();
        assertThat(SecurityReader.read(denied).mdmEnrolled()).contains(false);
    }

    @ParameterizedTest
    @CsvSource({"true, true, true", "true, false, false", "false, true, false", "null, true,"})
    void defenderIsOnWhereItLooksAtWhatIsOpened(String realTime, String service, Boolean on)
            throws IOException {
        var facts =
                Recorded.rows(
                        "defender",
                        "[{\"RealTimeProtectionEnabled\":%s,\"AMServiceEnabled\":%s}]"
                                .formatted(realTime, service));

        assertThat(SecurityReader.read(facts).malware().flatMap(Malware::on))
                .isEqualTo(Optional.ofNullable(on));
    }

    @Test
    void whereNothingIsAnsweredThereIsNoSection() {
        assertThatThrownBy(() -> SecurityReader.read(WindowsFacts.parse("")))
                .isInstanceOf(IOException.class)
                .hasMessage("firewall was not answered in time");
    }
}

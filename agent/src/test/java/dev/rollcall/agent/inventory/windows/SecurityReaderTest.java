package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.SecuritySection.Malware;
import dev.rollcall.common.inventory.SecuritySection.MalwareScanner;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import dev.rollcall.common.inventory.SecuritySection.Tpm;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
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
                                Optional.of(
                                        new Sshd(
                                                Optional.of(List.of(2222)),
                                                Optional.of(true),
                                                // no, but yes for administrators
                                                Optional.empty(),
                                                Optional.empty())),
                                Optional.of(
                                        new Malware(
                                                MalwareScanner.DEFENDER,
                                                Optional.of(true),
                                                Optional.of(LocalDate.of(2026, 11, 22)))),
                                Optional.of(true),
                                Optional.of(new ScreenLock(true, Optional.of(900), true))));
    }

    /**
     * The limit of a domain in seconds, that of an MDM in minutes and whether it holds, and what
     * follows.
     */
    @ParameterizedTest
    @CsvSource({
        "900, null, null, 900",
        "null, 5, 0, 300",
        "null, 5, 1,",
        "null, 5, null,",
        "900, 5, 0, 300",
        "60, 5, 0, 60",
        "0, 5, 0, 300",
        "0, 0, 0,",
        "null, null, 0,",
        "-1, 4294967295, 0,",
        "{}, [], 0,"
    })
    void theShorterLimitOfInactivityLocksTheScreen(
            String seconds, String minutes, String password, Integer after) throws IOException {
        var facts =
                WindowsFacts.parse(
                        "{\"name\":\"mdm\",\"rows\":[]}\n{\"name\":\"screen-lock\",\"rows\":"
                                + "[{\"Seconds\":%s,\"Minutes\":%s,\"Password\":%s}]}"
                                        .formatted(seconds, minutes, password));

        assertThat(SecurityReader.read(facts).screenLock())
                .isEqualTo(
                        Optional.ofNullable(after)
                                .map(limit -> new ScreenLock(true, Optional.of(limit), true)));
    }

    /** Configuration, ports that listen, and what follows. */
    @Test
    void anSshServerIsReadAsItsConfigurationHasIt() throws IOException {
        assertThat(sshd("\"\"", "[22]"))
                .contains(
                        new Sshd(
                                Optional.of(List.of(22)),
                                Optional.of(true),
                                Optional.of(true),
                                Optional.empty()));
        assertThat(sshd("\"Port 22\\r\\nPort 99999\\r\\nPasswordAuthentication yes\"", "[445]"))
                .contains(
                        new Sshd(
                                Optional.of(List.of(22)),
                                Optional.of(false),
                                Optional.of(true),
                                Optional.empty()));
        assertThat(sshd("\"Port 22\"", "null").orElseThrow().listening()).isEmpty();
        // what it includes may say anything, and what cannot be read too
        for (var config : List.of("\"Include sshd_config.d/*\\nPort 22\"", "null", "7")) {
            assertThat(sshd(config, "[22]").orElseThrow().ports()).isEmpty();
        }
        assertThat(SshReader.read(Recorded.rows("sshd", "[]"))).isEmpty();
    }

    private static Optional<Sshd> sshd(String config, String listening) throws IOException {
        return SshReader.read(
                Recorded.rows(
                        "sshd", "[{\"Config\":" + config + ",\"Listening\":" + listening + "}]"));
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
                WindowsFacts.parse(
                        ("{\"name\":\"antivirus\",\"rows\":[]}\n{\"name\":\"defender\",\"rows\":"
                                        + "[{\"RealTimeProtectionEnabled\":%s,\"AMServiceEnabled\":%s}]}")
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

package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshServerTest {

    private static final String CONFIG = "/etc/ssh/sshd_config";
    private static final String SOCKETS = "/etc/systemd/system/sockets.target.wants/";
    private static final Sshd UNKNOWN =
            new Sshd(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir Path folder;
    PlantedDevice device;

    @BeforeEach
    void plant() {
        device = new PlantedDevice(folder).file("/usr/sbin/sshd", "");
    }

    @Test
    void theFirstWordCountsAndABlockForSomeThatIsNotForRootDoesNot() throws Exception {
        device.file(
                        CONFIG,
                        """
                        # PasswordAuthentication yes
                        Include /etc/ssh/sshd_config.d/*.conf
                        PasswordAuthentication yes
                        PermitRootLogin=prohibit-password
                        Port 2222
                        Port 99999
                        Match User backup
                            PermitRootLogin yes
                            Port 23
                        """)
                .file("/etc/ssh/sshd_config.d/10-school.conf", "passwordauthentication no\n")
                .file("/etc/ssh/sshd_config.d/notes.txt", "Port 7\n")
                .file(
                        "/proc/net/tcp6",
                        """
                          sl  local_address                         remote_address                        st
                           0: 00000000000000000000000000000000:08AE 00000000000000000000000000000000:0000 0A
                        """);

        assertThat(read())
                .isEqualTo(
                        new Sshd(
                                Optional.of(List.of(2222)),
                                Optional.of(true),
                                Optional.of(false),
                                Optional.of("prohibit-password")));
    }

    @Test
    void asItIsInstalledItTakesPasswords() throws Exception {
        device.file(CONFIG, "KbdInteractiveAuthentication no\nUsePAM yes\n");

        assertThat(read())
                .isEqualTo(
                        new Sshd(
                                Optional.of(List.of(22)),
                                Optional.empty(),
                                Optional.of(true),
                                Optional.of("prohibit-password")));
    }

    @Test
    void whatABlockLetsInBeyondTheRestIsUnknownAndWhatItKeepsOutChangesNothing() throws Exception {
        device.file(
                CONFIG,
                """
                PasswordAuthentication no
                PermitRootLogin no
                Match Address 10.0.0.0/8
                PasswordAuthentication yes
                PermitRootLogin prohibit-password
                """);
        assertThat(read().passwordLogin()).isEmpty();
        assertThat(read().rootLogin()).isEmpty();

        device.file(
                CONFIG,
                """
                Match Group pupils
                PasswordAuthentication no
                PermitRootLogin no
                """);
        assertThat(read().passwordLogin()).contains(true);
        assertThat(read().rootLogin()).contains("prohibit-password");
    }

    @Test
    void whatTheCommandLineSaysBeforeIsUnknown() throws Exception {
        device.file(CONFIG, "UsePAM yes\n").file("/etc/default/ssh", "SSHD_OPTS=-4\n");
        assertThat(read().passwordLogin()).contains(true);

        device.file("/etc/default/ssh", "SSHD_OPTS=\"-4 -o PasswordAuthentication=no\"\n");
        assertThat(read()).isEqualTo(UNKNOWN);
    }

    @Test
    void aConfigurationThatIncludesItselfIsUnknownAndEnds() throws Exception {
        device.file(CONFIG, "Include sshd_config sshd_c*\nPort 22\n");

        assertThat(read()).isEqualTo(UNKNOWN);
    }

    @Test
    void aConfigurationThatCannotBeReadSaysNothingAndNotPort22() throws Exception {
        device.file("/proc/net/tcp", "  sl  local_address\n   0: 00000000:0016 0:0 0A\n");
        assertThat(read()).isEqualTo(UNKNOWN);

        device.file(CONFIG, "Include a.conf missing.conf\nPort 22\n").folder("/etc/ssh/a.conf");
        assertThat(read()).isEqualTo(UNKNOWN);
    }

    @Test
    void wordsThatMakeNoSenseSayNothing() throws Exception {
        device.file(CONFIG, "PasswordAuthentication maybe\nPermitRootLogin \u0007\nPort x\n");

        assertThat(read().passwordLogin()).isEmpty();
        assertThat(read().rootLogin()).isEmpty();
        assertThat(read().ports()).contains(List.of(22));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ListenAddress 0.0.0.0:2222 | 2222",
                "ListenAddress 0.0.0.0 | 22",
                "Port 2200;ListenAddress 0.0.0.0:2222 | 2222",
                "Port 2200;ListenAddress 0.0.0.0:2222;ListenAddress :: | 2200,2222",
                "ListenAddress [::]:2222 rdomain blue | 2222",
                "ListenAddress [::1] | 22",
                "ListenAddress fd00::2222 | 22",
                "ListenAddress ssh.lincoln.example:2022;Port 23;Port 24 | 2022",
                "Match User x;ListenAddress 0.0.0.0:2222 | 22",
            })
    void portsAreThoseOfTheAddressesThatItListensOn(String lines, String ports) throws Exception {
        device.file(CONFIG, lines.replace(';', '\n'))
                .file("/proc/net/tcp", "  sl  local_address\n   0: 00000000:08AE 0:0 0A\n");

        assertThat(ports(read())).isEqualTo(ports);
        assertThat(read().listening()).contains(ports.contains("2222"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:x", "0.0.0.0:0", "0.0.0.0:99999", "[::1", "0.0.0.0:"})
    void anAddressThatMakesNoSenseLeavesThePortsUnknown(String address) throws Exception {
        device.file(CONFIG, "ListenAddress " + address + "\nPasswordAuthentication no\n");

        assertThat(read().ports()).isEmpty();
        assertThat(read().listening()).isEmpty();
        assertThat(read().passwordLogin()).contains(false);
    }

    @Test
    void aSocketOfSystemdListensOnItsOwnPortsAndNotOnThoseOfTheServer() throws Exception {
        device.file(CONFIG, "Port 2200\n")
                .file("/usr/lib/systemd/system/ssh.socket", "[Socket]\nListenStream=22\n");
        assertThat(ports(read())).as("not enabled").isEqualTo("2200");

        device.link(SOCKETS + "ssh.socket", "/usr/lib/systemd/system/ssh.socket");
        assertThat(ports(read())).isEqualTo("22");

        device.file(
                "/etc/systemd/system/ssh.socket.d/listen.conf",
                """
                # [Socket]
                [Socket]
                ListenStream=
                ListenStream = 0.0.0.0:2222
                ListenStream=[::]:2222
                ListenStream=/run/ssh.sock
                [Install]
                ListenStream=1
                """);
        assertThat(ports(read())).isEqualTo("2222");

        device.file("/run/systemd/generator/ssh.socket.d/zz.conf", "[Socket]\nListenStream=2022\n");
        assertThat(ports(read())).isEqualTo("2022,2222");

        device.file("/etc/systemd/system/ssh.socket.d/zz.conf", "");
        assertThat(ports(read())).as("one of the same name counts").isEqualTo("2222");
    }

    @Test
    void aSocketThatIsMaskedDoesNotListenAndOneThatCannotBeReadIsUnknown() throws Exception {
        device.file(CONFIG, "Port 2200\n").link(SOCKETS + "sshd.socket", "../sshd.socket");
        assertThat(read().ports()).isEmpty();

        device.file("/lib/systemd/system/sshd.socket", "[Socket]\nListenStream=%i\n");
        assertThat(read().ports()).isEmpty();

        device.link("/etc/systemd/system/sshd.socket", "/dev/null");
        assertThat(ports(read())).isEqualTo("2200");
    }

    private static String ports(Sshd sshd) {
        return sshd.ports().orElseThrow().stream()
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    private Sshd read() throws IOException {
        return SshServer.read(device.files()).orElseThrow();
    }
}

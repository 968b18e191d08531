package dev.rollcall.agent.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.rollcall.agent.inventory.collect.PlantedDevice;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same configuration, read by us and by the SSH server that is installed here. */
class RealSshdTest {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir Path folder;
    private PlantedDevice device;

    @BeforeEach
    void plant() throws Exception {
        assumeThat(SSHD).isExecutable();
        assumeThatCode(() -> Files.createDirectories(Path.of("/run/sshd")))
                .doesNotThrowAnyException();
        device =
                new PlantedDevice(folder.resolve("device"))
                        .file("/usr/sbin/sshd", "")
                        .file("/etc/ssh/a.d/20-late.conf", "PasswordAuthentication no\nPort 2020\n")
                        .file("/etc/ssh/a.d/10-early.conf", "PasswordAuthentication yes\n")
                        .file("/etc/ssh/a.d/.hidden.conf", "PermitRootLogin yes\n")
                        .file("/etc/ssh/b1/x.conf", "KbdInteractiveAuthentication no\n")
                        .file("/etc/ssh/b2/x.conf", "UsePAM yes\nMatch all\nPermitRootLogin no\n")
                        .file("/etc/ssh/b3/x.conf", "Match User kid\nPermitRootLogin yes\n");
        var made =
                run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key())
                        .filter(ProgramResult::succeeded);
        assumeThat(made).isPresent();
        var nothing = Files.writeString(folder.resolve("nothing"), "");
        assumeThat(told(nothing).succeeded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "KbdInteractiveAuthentication no|UsePAM yes|X11Forwarding yes",
                "PasswordAuthentication no|UsePAM yes",
                "PasswordAuthentication no|ChallengeResponseAuthentication no|UsePAM yes",
                "PasswordAuthentication no|UsePAM no",
                "PasswordAuthentication no # for now|UsePAM no|UsePAM yes",
                "PasswordAuthentication=no|  permitrootlogin\t=  \"yes\"|Port 23|Port 22",
                "PermitRootLogin without-password|PasswordAuthentication no",
                "PermitRootLogin forced-commands-only|PermitRootLogin yes",
                "Include @/etc/ssh/a.d/*.conf|PasswordAuthentication no",
                "PasswordAuthentication no|Include @/etc/ssh/a.d/*.conf",
                "Include @/etc/ssh/a.d/2?-*.conf @/etc/ssh/a.d/1*|Port 2021",
                "Include @/etc/ssh/b[12]/x.conf|PermitRootLogin yes",
                "Include @/etc/ssh/b[!1]/*.conf|PasswordAuthentication no",
                "Include @/etc/ssh/none.conf @/etc/ssh/none/*.conf|PasswordAuthentication no",
                "Match all|PasswordAuthentication no|PermitRootLogin no|Match all|MaxSessions 5",
                "Match User kid|PasswordAuthentication no|Match all|KbdInteractiveAuthentication no",
                "AuthenticationMethods publickey",
                "AuthenticationMethods publickey,password publickey",
                "UsePAM yes|AuthenticationMethods publickey keyboard-interactive:pam",
                "AuthenticationMethods any",
            })
    void weReadItAsTheServerDoes(String lines) throws Exception {
        var text = lines.replace('|', '\n') + "\n";
        var real = folder.resolve("real");
        Files.writeString(real, text.replace("@", device.root().toString()));
        device.file("/etc/ssh/sshd_config", text.replace("@", ""));

        var told = told(real);
        assertThat(told.exit()).as(told.errors()).isZero();
        var says = new HashMap<String, String>();
        var ports = new TreeSet<Integer>();
        for (var line : told.output().lines().toList()) {
            var words = line.split(" ", 2);
            says.putIfAbsent(words[0], words.length > 1 ? words[1] : "");
            if (words[0].equals("port")) {
                ports.add(Integer.parseInt(words[1]));
            }
        }

        var read = SshServer.read(device.files()).orElseThrow();
        assertThat(read.ports()).contains(List.copyOf(ports));
        assertThat(read.passwordLogin()).contains(takesPasswords(says));
        assertThat(read.rootLogin())
                .contains(says.get("permitrootlogin").replace("without-", "prohibit-"));
    }

    private static boolean takesPasswords(Map<String, String> says) {
        boolean asks =
                says.get("kbdinteractiveauthentication").equals("yes")
                        && says.get("usepam").equals("yes");
        boolean suffices =
                List.of(says.get("authenticationmethods").split(" ", -1)).stream()
                        .anyMatch(way -> way.matches("any|password|keyboard-interactive.*"));
        return suffices && (says.get("passwordauthentication").equals("yes") || asks);
    }

    private ProgramResult told(Path configuration) throws IOException, InterruptedException {
        return run(SSHD.toString(), "-T", "-f", configuration.toString(), "-h", key())
                .orElseThrow();
    }

    private String key() {
        return folder.resolve("key").toString();
    }

    private static Optional<ProgramResult> run(String... command)
            throws IOException, InterruptedException {
        return Programs.ofThisMachine().run(List.of(command), LIMIT, 1 << 20);
    }
}

package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.agent.Agent.World;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.enrollment.Bundles;
import dev.rollcall.agent.enrollment.EstServer;
import dev.rollcall.agent.enrollment.Sealing;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.DeviceIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device is sealed for its image, and what is made of the image joins as itself. */
class SealCommandTest {

    private static final TestCa CA = new TestCa("Lincoln");

    @TempDir private Path temp;
    private Path state;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void livedIn() {
        state = RecordedState.copyTo(temp.resolve("state"));
    }

    private int command(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var world = new World(InstantSource.system(), System::nanoTime, new Random(1));
        return Main.command(world)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int seal() {
        return command("seal", "--yes", "--state", state.toString(), "--root", temp.toString());
    }

    @Test
    void nothingIsLeftButTheMarkerAndWhatPoliciesReplaced() {
        assertThat(seal()).isZero();

        assertThat(state.toFile().list()).containsExactlyInAnyOrder("lock", "sealed", "replaced");
        assertThat(state.resolve("replaced")).isNotEmptyDirectory();
        assertThat(out.toString())
                .startsWith("sealed: an image of this device may be made now")
                .contains("a device made of it is enrolled with: rollcall-agent enroll --server ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void afterItTheAgentSaysWhatToDoAndDoesNotRun() {
        seal();

        assertThat(command("run", "--state", state.toString())).isEqualTo(3);
        assertThat(err.toString())
                .startsWith(
                        "rollcall-agent: this device is sealed and must be enrolled: rollcall-agent enroll --server https://")
                .hasLineCount(1);
        assertThat(command("status", "--state", state.toString())).isEqualTo(3);
        assertThat(out.toString()).contains("device         sealed, not enrolled");
        assertThat(command("status", "--json", "--state", state.toString())).isEqualTo(3);
        assertThat(out.toString()).contains("\"sealed\":true");
    }

    @Test
    void whatWasCutShortIsSaidAndCompletedByTheNextStartOfTheAgent() {
        StateFolder.open(state).writeText("sealed", "{\"complete\":false}");

        assertThat(command("status", "--state", state.toString())).isEqualTo(3);
        assertThat(out.toString())
                .contains("not sealed yet, sealing was cut short: run rollcall-agent seal again");
        assertThat(command("run", "--state", state.toString())).isEqualTo(3);
        assertThat(err.toString()).contains("this device is sealed and must be enrolled");
        assertThat(state.toFile().list()).containsExactlyInAnyOrder("lock", "sealed", "replaced");
    }

    @Test
    void sealedAgainItStillKnowsWhereToEnroll() {
        seal();
        var first = out.toString();

        assertThat(seal()).isZero();
        assertThat(out.toString()).isEqualTo(first).contains("--server https://");
    }

    @Test
    void enrollingLiftsIt() throws Exception {
        var names =
                new DeviceIdentity(
                        new DistrictId(UUID.randomUUID()), new EnrollmentId(UUID.randomUUID()));
        var bundle = new Bundles(names.district(), CA.root(), "127.0.0.1:1").generation(1);
        var joined = state.resolve("enrollment.json");
        Files.writeString(
                joined, Files.readString(joined).replaceFirst(",\"proxy\":\"[^\"]*\"", ""));
        seal();
        var shown = CA.server(TestCa.address("127.0.0.1")).followedBy(CA.root());
        try (var est = new EstServer(CA, shown, names, bundle)) {
            var exit =
                    command(
                            "enroll",
                            "--state",
                            state.toString(),
                            "--server",
                            est.uri().toString(),
                            "--ca-fingerprint",
                            Digest.of(CA.root().getEncoded()).hex(),
                            "--token",
                            "rct_spare");
            assertThat(err.toString()).isEmpty();
            assertThat(exit).isZero();
        }

        assertThat(state.resolve("sealed")).doesNotExist();
        assertThat(command("status", "--state", state.toString())).isZero();
        assertThat(out.toString()).contains(names.enrollment().toString());
    }

    @Test
    void theProxyIsRemembered() {
        seal();

        assertThat(Sealing.of(StateFolder.open(state)).orElseThrow().through())
                .contains(new Endpoint("proxy.example", 3128));
    }

    @Test
    void anAgentThatRunsKeepsItsIdentity() {
        try (var _ = StateFolder.open(state).lock().orElseThrow()) {
            assertThat(seal()).isEqualTo(7);
        }

        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "rollcall-agent: an agent runs on this state folder: stop it first, with systemctl stop rollcall-agent");
        assertThat(state.resolve("identity.json")).exists();
    }

    @Test
    void whetherAnAgentRunsIsSeenThroughALinkAndNotByAProcessNumber() throws Exception {
        var link = Files.createSymbolicLink(temp.resolve("link"), state).toString();

        command("status", "--state", link);
        assertThat(out.toString()).contains(", not running");
        try (var _ = StateFolder.open(state).lock().orElseThrow()) {
            command("status", "--state", link);
            assertThat(out.toString()).contains(", running");
        }
    }

    @Test
    void withoutATerminalItWantsToBeToldYes() {
        assertThat(command("seal", "--state", state.toString())).isEqualTo(2);

        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "rollcall-agent: there is no terminal to ask at: add --yes to seal");
        assertThat(state.resolve("identity.json")).exists();
    }

    /** At a real terminal, which script(1) makes. */
    @ParameterizedTest
    @CsvSource({
        "seal, 0, sealed: an image of this device may be made now",
        "no, 2, 'not confirmed, nothing was changed'"
    })
    void atATerminalItWantsToBeToldInAWord(String typed, int exit, String expected)
            throws Exception {
        assumeThat(Path.of("/usr/bin/script")).exists();
        var command =
                "%s -XX:TieredStopAtLevel=1 -cp %s %s seal --state %s --root %s"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                state,
                                temp);
        var log = temp.resolve("terminal.log").toFile();
        var terminal =
                new ProcessBuilder("/usr/bin/script", "-qec", command, "/dev/null")
                        .redirectErrorStream(true)
                        .redirectOutput(log)
                        .start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(log.toPath()).contains("to go on: "));
        try (var keyboard = terminal.getOutputStream()) {
            keyboard.write((typed + "\n").getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
            assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(Files.readString(log.toPath())).contains(expected);
        assertThat(terminal.exitValue()).isEqualTo(exit);
        assertThat(Files.exists(state.resolve("identity.json"))).isEqualTo(exit != 0);
    }

    @Test
    void aMachineIdThatClonesWouldShareIsWarnedOf() throws Exception {
        Files.createDirectories(temp.resolve("etc"));
        Files.writeString(temp.resolve("etc/machine-id"), "8a5f1c3be2b14d8b9a2f7a5e1d0c9b8a\n");

        assertThat(seal()).isZero();
        assertThat(err.toString())
                .isEqualToIgnoringNewLines(
                        "warning: /etc/machine-id is not empty, and all devices made of the image would share it; clear it last: truncate -s 0 /etc/machine-id");

        Files.writeString(temp.resolve("etc/machine-id"), "");
        assertThat(seal()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutAStateFolderThereIsNothingToSeal() {
        state = temp.resolve("none");

        assertThat(seal()).isZero();
        assertThat(out.toString()).startsWith("nothing to seal: there is no state folder");
        assertThat(state).doesNotExist();
    }

    @Test
    void anEnrollmentThatDiedBeforeLiftingStands() {
        seal();
        for (var name : new String[] {"identity.json", "trust-bundle.json", "enrollment.json"}) {
            StateFolder.open(state).write(name, RecordedState.bytes(name));
        }

        assertThat(command("status", "--state", state.toString())).isZero();
    }
}

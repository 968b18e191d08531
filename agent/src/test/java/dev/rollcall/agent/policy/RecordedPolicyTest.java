package dev.rollcall.agent.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.RecordedState;
import dev.rollcall.agent.enrollment.TrustBundleStore;
import dev.rollcall.agent.platform.RootedFiles;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.PolicyOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy that 0.1 kept, and what it kept of the files that it replaced. */
class RecordedPolicyTest {

    private static final DistrictId DISTRICT =
            DistrictId.parse("01928a6e-0000-7000-8000-00000000d157");

    @TempDir private Path recorded;
    @TempDir private Path fresh;
    @TempDir private Path root;
    private Path state;

    @BeforeEach
    void copy() {
        state = RecordedState.copyTo(recorded);
    }

    private Originals originals(Path folder) throws IOException {
        return new Originals(RootedFiles.below(root), StateFolder.open(folder));
    }

    private static String note(String path) {
        return Digest.of(path).hex() + ".json";
    }

    @Test
    void theLastGoodPolicyIsInForce() {
        var kept = PolicyStore.open(StateFolder.open(state), DISTRICT).kept().orElseThrow();

        assertThat(kept.hash()).isEqualTo(Digest.of("settings"));
        assertThat(kept.document().generation()).isEqualTo(7);
        assertThat(kept.document().settings().stream().map(Setting::read).map(Setting::key))
                .containsExactly(
                        "file:/etc/motd",
                        "file:/etc/issue",
                        "chromium:URLBlocklist",
                        "service:ssh.service");
    }

    @Test
    void aPolicyIsKeptInTheSameBytes() {
        var golden = RecordedState.bytes("policy.json");
        var offer = Json.strict().readValue(golden, PolicyOffer.class);
        var trusted = TrustBundleStore.open(StateFolder.open(state)).orElseThrow().orderKeys();

        var verdict = PolicyStore.open(StateFolder.open(fresh), DISTRICT).take(offer, trusted);

        assertThat(verdict).isInstanceOf(PolicyStore.Taken.class);
        assertThat(fresh.resolve("policy.json")).hasBinaryContent(golden);
    }

    @Test
    void whatWasReplacedIsKnownAndPutBack() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/nothing"), "of the policy");
        Files.writeString(root.resolve("etc/link"), "of the policy");
        Files.writeString(root.resolve("etc/file"), "of the policy");
        var originals = originals(state.resolve("replaced"));

        assertThat(originals.paths())
                .containsExactlyInAnyOrder("/etc/nothing", "/etc/link", "/etc/file", "/etc/owned");
        for (var path : new String[] {"/etc/nothing", "/etc/link", "/etc/file"}) {
            originals.putBack(path);
        }

        assertThat(root.resolve("etc/nothing")).doesNotExist();
        assertThat(Files.readSymbolicLink(root.resolve("etc/link")))
                .isEqualTo(Path.of("../run/motd"));
        assertThat(root.resolve("etc/file")).hasContent("as it was\n");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(root.resolve("etc/file"))))
                .isEqualTo("rw-r-----");
        assertThat(originals.paths()).containsExactly("/etc/owned");
    }

    @Test
    void whatIsReplacedIsNotedInTheSameBytes() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.createSymbolicLink(root.resolve("etc/link"), Path.of("../run/motd"));
        var originals = originals(fresh);

        originals.keep("/etc/nothing");
        originals.keep("/etc/link");

        for (var path : new String[] {"/etc/nothing", "/etc/link"}) {
            assertThat(fresh.resolve(note(path)))
                    .hasBinaryContent(RecordedState.bytes("replaced/" + note(path)));
        }
    }

    @Test
    void aNoteOfAnOwnedFileIsReadAndWrittenAsItWas() {
        var golden = RecordedState.bytes("replaced/" + note("/etc/owned"));
        var original = Json.strict().readValue(golden, Originals.Original.class);

        assertThat(original.was())
                .isEqualTo(
                        new Originals.WasFile("0600", Optional.of("root"), Optional.of("shadow")));
        assertThat(Json.wire().writeValueAsBytes(original)).isEqualTo(golden);
    }
}

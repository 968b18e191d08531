package dev.rollcall.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.Golden;
import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.MerklePath;
import dev.rollcall.common.pki.MerkleTree;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What one signature over many runs rests on. A server puts the tree of a stored order together
 * from its rows whenever it starts: another leaf, and no device would run what was signed.
 */
class RunOrderGoldenTest {

    private static final String ID = "01928a6e-0000-7000-8000-0000000000";

    /** As worked out from RFC 6962, section 2.1, by a program that is not ours. */
    private record Recorded(Digest root, Digest leafHash, List<MerklePath> paths) {}

    private static byte[] leaf(int run) {
        return RunOrder.leaf(
                DeviceId.parse(ID + "d" + run),
                EnrollmentId.parse(ID + "e" + run),
                RunId.parse(ID + "0" + run));
    }

    @Test
    void aLeafIsTheThreeIds() {
        assertThat(leaf(5)).isEqualTo(Golden.bytes("merkle/leaf.txt"));
    }

    @Test
    void theTreeOverFiveRunsStands() {
        var golden = Json.strict().readValue(Golden.text("merkle/tree.json"), Recorded.class);
        var tree = MerkleTree.of(IntStream.rangeClosed(1, 5).mapToObj(r -> leaf(r)).toList());

        assertThat(MerkleTree.of(List.of(leaf(5))).root()).isEqualTo(golden.leafHash());
        assertThat(tree.root()).isEqualTo(golden.root());
        assertThat(IntStream.range(0, 5).mapToObj(tree::path)).isEqualTo(golden.paths());
        assertThat(IntStream.range(0, 5).mapToObj(i -> golden.paths().get(i).rootOf(leaf(i + 1))))
                .containsOnly(golden.root());
    }

    @Test
    void aPathIsWrittenAsItStands() {
        var text = Golden.text("merkle/tree.json");
        var golden = Json.strict().readValue(text, Recorded.class);

        assertThat(Json.wire().writeValueAsString(golden)).isEqualTo(text);
    }
}

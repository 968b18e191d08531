package dev.rollcall.common.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {

    private static byte[] leaf(int i) {
        return ("leaf " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 31, 100, 257})
    void everyLeafLeadsToTheRootAndNoOtherDoes(int size) {
        var tree = MerkleTree.of(IntStream.range(0, size).mapToObj(MerkleTreeTest::leaf).toList());

        for (int i = 0; i < size; i++) {
            assertThat(tree.path(i).rootOf(leaf(i)))
                    .as("leaf %d of %d", i, size)
                    .isEqualTo(tree.root());
            assertThat(tree.path(i).rootOf(leaf(i + 1))).isNotEqualTo(tree.root());
        }
    }

    /** Test vector of Certificate Transparency: the tree over the one empty leaf. */
    @Test
    void hashesAsRfc6962Does() {
        assertThat(MerkleTree.of(List.of(new byte[0])).root().hex())
                .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    @Test
    void aPathOfAnotherLengthGivesAnotherRoot() {
        var tree = MerkleTree.of(IntStream.range(0, 6).mapToObj(MerkleTreeTest::leaf).toList());
        var path = tree.path(2);
        var longer = new ArrayList<>(path.siblings());
        longer.add(Digest.of("x"));

        assertThat(new MerklePath(2, 6, longer).rootOf(leaf(2))).isNotEqualTo(tree.root());
        assertThat(new MerklePath(2, 6, path.siblings().subList(1, 2)).rootOf(leaf(2)))
                .isNotEqualTo(tree.root());
    }
}

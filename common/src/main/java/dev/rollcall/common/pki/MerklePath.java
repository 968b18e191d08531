package dev.rollcall.common.pki;

import dev.rollcall.common.json.Digest;
import java.util.List;
import java.util.Objects;

/**
 * The way from one leaf to the root of a Merkle tree (RFC 6962 section 2.1.1).
 *
 * @param index of the leaf
 * @param size leaves in the tree
 * @param siblings from the leaf upwards
 */
public record MerklePath(int index, int size, List<Digest> siblings) {

    public MerklePath {
        siblings = List.copyOf(Objects.requireNonNullElse(siblings, List.<Digest>of()));
        if (index < 0 || index >= size || siblings.size() > 31) {
            throw new IllegalArgumentException("leaf " + index + " of " + size);
        }
    }

    /**
     * The root that a leaf with these bytes would have; never throws: a wrong path gives a wrong
     * root.
     */
    public Digest rootOf(byte[] leaf) {
        var hash = MerkleTree.leafHash(leaf);
        int at = index;
        int last = size - 1;
        for (var sibling : siblings) {
            if (last == 0) {
                return Digest.of("path too long");
            }
            if ((at & 1) == 1 || at == last) {
                hash = MerkleTree.nodeHash(sibling.toBytes(), hash);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling.toBytes());
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 ? Digest.ofHash(hash) : Digest.of("path too short");
    }
}

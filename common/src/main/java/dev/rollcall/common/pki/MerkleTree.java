package dev.rollcall.common.pki;

import dev.rollcall.common.json.Digest;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree (RFC 6962 section 2.1) that keeps every level, so that one signature covers many
 * leaves and each leaf's path is a look-up. Immutable.
 */
public final class MerkleTree {

    private final List<List<byte[]>> levels = new ArrayList<>();

    private MerkleTree(List<byte[]> leaves) {
        var level = leaves.stream().map(MerkleTree::leafHash).toList();
        levels.add(level);
        while (level.size() > 1) {
            level = above(level);
            levels.add(level);
        }
    }

    /** From the leaves' bytes, in order; at least one. */
    public static MerkleTree of(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            throw new IllegalArgumentException("a tree has at least one leaf");
        }
        return new MerkleTree(leaves);
    }

    public Digest root() {
        return Digest.ofHash(levels.getLast().getFirst());
    }

    public MerklePath path(int index) {
        var siblings = new ArrayList<Digest>();
        int at = index;
        for (var level : levels.subList(0, levels.size() - 1)) {
            int sibling = at ^ 1;
            if (sibling < level.size()) {
                siblings.add(Digest.ofHash(level.get(sibling)));
            }
            at >>= 1;
        }
        return new MerklePath(index, levels.getFirst().size(), siblings);
    }

    /** An odd last node rises unchanged, which gives the tree of RFC 6962. */
    private static List<byte[]> above(List<byte[]> level) {
        var next = new ArrayList<byte[]>((level.size() + 1) / 2);
        for (int i = 0; i + 1 < level.size(); i += 2) {
            next.add(nodeHash(level.get(i), level.get(i + 1)));
        }
        if ((level.size() & 1) == 1) {
            next.add(level.getLast());
        }
        return next;
    }

    static byte[] leafHash(byte[] leaf) {
        var sha = Digest.sha256();
        sha.update((byte) 0);
        return sha.digest(leaf);
    }

    static byte[] nodeHash(byte[] left, byte[] right) {
        var sha = Digest.sha256();
        sha.update((byte) 1);
        sha.update(left);
        return sha.digest(right);
    }
}

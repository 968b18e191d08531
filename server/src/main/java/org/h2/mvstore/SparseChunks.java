package org.h2.mvstore;

/**
 * Writes anew what lives in the sparsest chunks of a store. In H2's package because {@link
 * MVStore#compact} always takes all chunks, and of these the oldest first even where nearly all of
 * it lives, while H2's own housekeeping says how sparse a chunk must be but also moves chunks.
 */
public final class SparseChunks {

    private SparseChunks() {}

    /**
     * Changes pages in memory, as an update of a row would; the next commit writes them. Does
     * nothing where somebody else holds the store for more than ten milliseconds.
     *
     * @param bytes most that may be written anew
     * @param fillPercent of how much at most is live in a chunk that is given up
     * @return whether something was; not if each such chunk has more than that many live bytes
     * @throws MVStoreException if it failed; then H2 has closed the store, as for a failed commit
     */
    public static boolean rewrite(MVStore store, int bytes, int fillPercent)
            throws InterruptedException {
        return store.tryExecuteUnderStoreLock(
                () -> store.getFileStore().rewriteChunks(bytes, fillPercent));
    }
}

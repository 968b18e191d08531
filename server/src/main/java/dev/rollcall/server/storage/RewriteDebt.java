package dev.rollcall.server.storage;

/**
 * How much of a file is still to be written anew: as many bytes as commands wrote to it. What a
 * busy writer could not do is done when it is idle, and so much is never done as to go on for ever.
 *
 * @param bytes still owed
 * @param since of them, what commands wrote since something was written anew
 * @param written how many bytes were ever written to the file when it was looked at
 * @param own what was written anew then, which the next look sees as written, too
 */
record RewriteDebt(long bytes, long since, long written, long own) {

    /** Of a file just opened, nobody knows for how much of it space was made. */
    static final RewriteDebt OF_ALL = new RewriteDebt(Long.MAX_VALUE / 2, 0, 0, 0);

    /** No more than the file has. */
    RewriteDebt at(FileSpace space) {
        // opened again, H2 counts from zero
        long more = space.written() < written ? space.written() : space.written() - written;
        long commands = Math.max(0, more - own);
        return new RewriteDebt(
                Math.min(space.bytes(), bytes + commands), since + commands, space.written(), 0);
    }

    /** So many bytes are written anew with the next commit; less if the chunks have not as many. */
    RewriteDebt promised(int rewritten) {
        return new RewriteDebt(bytes - rewritten, 0, written, rewritten);
    }

    /** All that was written meanwhile was not of commands, and was owed. */
    RewriteDebt paid(FileSpace space) {
        return new RewriteDebt(
                Math.max(0, bytes - (space.written() - written)), 0, space.written(), 0);
    }
}

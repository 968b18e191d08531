package dev.rollcall.server.storage;

import java.io.File;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FilePath;

/**
 * How the space of an H2 file is used. H2 writes each commit as a chunk of pages at a free place,
 * and uses the place of a chunk again when none of its pages lives any more; a chunk with one live
 * page keeps its place.
 *
 * @param bytes of the file
 * @param live the percentage of what lives in those chunks that are old enough to be given up
 * @param written how many bytes were ever written to the file since it was opened
 * @param room how many bytes its disk has left
 */
record FileSpace(long bytes, int live, long written, long room) {

    /** Below it nobody minds, and what H2 notes about its chunks is much of what lives. */
    private static final long SMALL = 4L << 20;

    private static final int FULL = 70;

    /** A sparse chunk of what small commits write has less. */
    private static final long LEAST = 64L << 10;

    /** What a command that waits may have to wait for. */
    private static final long SMALL_STEP = 1L << 20;

    /**
     * What one may have to wait for that comes while the writer is idle; a chunk of which more
     * lives is never written anew, and one of a batch of many commands has some megabytes.
     */
    private static final long LARGE_STEP = 8L << 20;

    private static final long ROOM = 64L << 20;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** After it, what was superseded last can be given up: twice {@code RETENTION_TIME}. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /** Of the writer's time. */
    private static final int SHARE = 5;

    static FileSpace of(MVStore store) {
        Map<String, String> info = new HashMap<>();
        store.populateInfo(info::put);
        return new FileSpace(
                number(info, "info.FILE_SIZE"),
                (int) number(info, "info.CHUNKS_FILL_RATE_RW"),
                number(info, "info.FILE_WRITE_BYTES"),
                room(store));
    }

    private static long room(MVStore store) {
        var file = FilePath.get(store.getFileStore().getFileName()).unwrap();
        return new File(file.toString()).getUsableSpace();
    }

    private static long number(Map<String, String> info, String name) {
        return Long.parseLong(info.getOrDefault(name, "0"));
    }

    /**
     * How many live bytes of sparse chunks to write anew while commands may be waiting, so that the
     * chunks can be given up: as many as commands wrote since the last time. None if the file is
     * small or full enough, or if hardly anything is owed.
     */
    int toRewrite(RewriteDebt debt) {
        return toRewrite(Math.min(debt.since(), debt.bytes()), SMALL_STEP);
    }

    /**
     * Likewise while nobody waits: as many as are owed. None on a disk that is nearly full, whose
     * last bytes are the commands'.
     */
    int toRewriteAtLeisure(RewriteDebt debt) {
        return room < ROOM ? 0 : toRewrite(debt.bytes(), LARGE_STEP);
    }

    private int toRewrite(long wanted, long step) {
        return bytes < SMALL || live >= FULL || wanted < LEAST ? 0 : (int) Math.min(wanted, step);
    }

    /**
     * Whether it is time for a step.
     *
     * @param since the end of the last step
     * @param took that step
     */
    static boolean due(Duration since, Duration took) {
        return since.compareTo(PAUSE) >= 0 && since.compareTo(took.multipliedBy(SHARE - 1)) >= 0;
    }

    /**
     * Whether a file for which nothing can be done needs no further look until there is news.
     *
     * @param since the last batch of commands
     */
    static boolean settled(Duration since) {
        return since.compareTo(SETTLING) >= 0;
    }
}

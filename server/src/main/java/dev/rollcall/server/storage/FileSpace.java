package dev.rollcall.server.storage;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.MVStore;

/**
 * How the space of an H2 file is used. H2 writes each commit as a chunk of pages at a free place,
 * and uses the place of a chunk again when none of its pages lives any more; a chunk with one live
 * page keeps its place.
 *
 * @param bytes of the file
 * @param live the percentage of what lives in those chunks that are old enough to be given up
 * @param written how many bytes were ever written to the file since it was opened
 */
record FileSpace(long bytes, int live, long written) {

    /** Below it nobody minds, and what H2 notes about its chunks is much of what lives. */
    private static final long SMALL = 4L << 20;

    private static final int WANTED = 70;

    /** A sparse chunk of what small commits write has less. */
    private static final long LEAST = 64L << 10;

    /** What a command may have to wait for. */
    private static final long MOST = 1L << 20;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Of the writer's time. */
    private static final int SHARE = 5;

    static FileSpace of(MVStore store) {
        Map<String, String> info = new HashMap<>();
        store.populateInfo(info::put);
        return new FileSpace(
                number(info, "info.FILE_SIZE"),
                (int) number(info, "info.CHUNKS_FILL_RATE_RW"),
                number(info, "info.FILE_WRITE_BYTES"));
    }

    private static long number(Map<String, String> info, String name) {
        return Long.parseLong(info.getOrDefault(name, "0"));
    }

    /**
     * How many live bytes of sparse chunks to write anew in the next step, so that the chunks can
     * be given up: half of what was written since the last step. That is as much as commands wrote,
     * since the last step's bytes are in it. None if the file is small or full enough, or if hardly
     * anything was written.
     *
     * @param before what was written until the last step that was not of nothing
     */
    int toRewrite(long before) {
        long since = written - before;
        if (bytes < SMALL || live >= WANTED || since < LEAST) {
            return 0;
        }
        return (int) Math.clamp(since / 2, LEAST, MOST);
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
}

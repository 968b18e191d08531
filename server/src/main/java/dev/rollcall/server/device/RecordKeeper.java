package dev.rollcall.server.device;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A room that keeps something by device record, and what it does when two records become one, or
 * two again. Its past stays as it was: what goes over begins to hold for the other record at that
 * moment. Both in the transaction of the merge.
 */
public interface RecordKeeper {

    /**
     * @param goesOn whether an enrollment of {@code from} lives and goes on as {@code into}, so
     *     that what was last known of it is what is known of {@code into}
     */
    void merged(Handle handle, Merge merge, boolean goesOn);

    /**
     * @param goesBack whether an enrollment of {@code from} lives and goes on as {@code from}
     *     again; {@code into} is then once more what it was when they were merged
     * @return what stays as it is, a sentence for people each
     */
    List<String> unmerged(Handle handle, Merge merge, boolean goesBack, Instant now);
}

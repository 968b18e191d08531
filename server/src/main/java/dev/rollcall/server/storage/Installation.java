package dev.rollcall.server.storage;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Which life of the database this is: the epoch rises at each restore, and agents are told. */
public final class Installation {

    private Installation() {}

    /** Empty before {@code rollcall init}. */
    public static Optional<Long> epoch(Handle handle) {
        return handle.createQuery("SELECT epoch FROM installation WHERE id = 1")
                .mapTo(Long.class)
                .findOne();
    }

    public static void begin(Handle handle, Instant now) {
        handle.execute("INSERT INTO installation (id, epoch, created_at) VALUES (1, 1, ?)", now);
    }

    /** After a restore; the new epoch. */
    public static long raise(Handle handle, Instant now) {
        handle.execute(
                "UPDATE installation SET epoch = epoch + 1, restored_at = ? WHERE id = 1", now);
        return epoch(handle)
                .orElseThrow(
                        () -> new IllegalStateException("a database without an installation row"));
    }
}

package dev.rollcall.server.storage;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;

/**
 * What a command wants done once its effects are durable, such as remembering what it wrote: memory
 * that knew of it earlier would still know after a rollback. Belongs to the writer's thread.
 */
public final class AfterCommit implements JdbiConfig<AfterCommit> {

    private final List<Runnable> wanted = new ArrayList<>(0);

    /** Made by Jdbi, one for each transaction. */
    public AfterCommit() {}

    /**
     * Runs on the writer's thread, before the command is answered; never, if the command or its
     * commit fails.
     *
     * @param handle of a command of the writer
     */
    public static void run(Handle handle, Runnable action) {
        handle.getConfig(AfterCommit.class).wanted.add(action);
    }

    /** What was wanted since this was last asked. */
    static List<Runnable> take(Handle handle) {
        var wanted = handle.getConfig(AfterCommit.class).wanted;
        var taken = List.copyOf(wanted);
        wanted.clear();
        return taken;
    }

    /** Statements copy their configuration, and want nothing themselves. */
    @Override
    public AfterCommit createCopy() {
        return new AfterCommit();
    }
}

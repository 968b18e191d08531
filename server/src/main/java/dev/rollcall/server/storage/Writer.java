package dev.rollcall.server.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the database: takes what is waiting, runs it in one transaction with
 * a savepoint each, commits durably, then answers. A command that throws is rolled back alone.
 */
final class Writer implements AutoCloseable {

    private static final int MOST_IN_A_BATCH = 400;

    private final Jdbi jdbi;
    private final Engine engine;
    private final LinkedBlockingQueue<Command<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    Writer(Jdbi jdbi, Engine engine) {
        this.jdbi = jdbi;
        this.engine = engine;
        this.thread = Thread.ofPlatform().name("database-writer").start(this::run);
    }

    <T> CompletableFuture<T> submit(Function<Handle, T> work) {
        var command = new Command<>(work);
        queue.add(command);
        if (closed && queue.remove(command)) {
            command.answer.completeExceptionally(
                    new StorageException(
                            "write", new IllegalStateException("the database is closed")));
        }
        return command.answer;
    }

    int waiting() {
        return queue.size();
    }

    private void run() {
        var batch = new ArrayList<Command<?>>(MOST_IN_A_BATCH);
        while (!closed || !queue.isEmpty()) {
            try {
                var first = queue.poll(50, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, MOST_IN_A_BATCH - 1);
                commit(batch);
            } catch (InterruptedException e) {
                closed = true;
            }
            batch.clear();
        }
    }

    private void commit(List<Command<?>> batch) {
        try (var handle = jdbi.open()) {
            handle.begin();
            batch.forEach(command -> command.run(handle, batch.size() > 1));
            handle.commit();
            if (!engine.syncsItself()) {
                handle.execute("CHECKPOINT SYNC");
            }
        } catch (RuntimeException e) {
            // the commit itself failed: nothing of the batch can be promised
            var failure = new StorageException("commit", e);
            batch.forEach(command -> command.answer.completeExceptionally(failure));
            return;
        }
        batch.forEach(Command::complete);
    }

    /** Runs what was queued before, then stops. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Command<T> {

        private final Function<Handle, T> work;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable RuntimeException failure;

        Command(Function<Handle, T> work) {
            this.work = work;
        }

        /**
         * Alone in its batch it needs no savepoint, but still must leave nothing behind when it
         * throws.
         */
        void run(Handle handle, boolean amongOthers) {
            if (amongOthers) {
                handle.savepoint("command");
            }
            try {
                result = work.apply(handle);
                if (amongOthers) {
                    handle.releaseSavepoint("command");
                }
            } catch (RuntimeException e) {
                failure = e;
                if (amongOthers) {
                    handle.rollbackToSavepoint("command");
                } else {
                    handle.rollback();
                    handle.begin();
                }
            }
        }

        @SuppressWarnings("NullAway") // a command may answer null only by its own declaration
        void complete() {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(result);
            }
        }
    }
}

package dev.rollcall.server.storage;

import dev.rollcall.common.fault.KillPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the database: takes what is waiting, runs it in one transaction with
 * a savepoint each, commits durably, then answers. A command that throws is rolled back alone. If
 * the thread itself ends before its time, everybody who waits is told, and everybody who comes.
 */
final class Writer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MOST_IN_A_BATCH = 400;

    /** For how long commands are waited for, before a look at whether to stop. */
    private static final Duration NAP = Duration.ofMillis(50);

    /** The same where something is to do meanwhile. */
    private static final Duration BREATH = Duration.ofMillis(5);

    private final Jdbi jdbi;
    private final Engine engine;
    private final CommitListener listener;
    private final Consumer<Throwable> failed;
    private final Upkeep upkeep;
    private final PriorityBlockingQueue<Command<?>> queue = new PriorityBlockingQueue<>();
    private final AtomicLong commands = new AtomicLong();
    private final List<Command<?>> batch = new ArrayList<>(MOST_IN_A_BATCH);
    private Duration wait = NAP;
    private final Thread thread;
    private volatile @Nullable Command<?> eldest;
    private volatile @Nullable Throwable death;
    private volatile boolean closed;

    /**
     * @param failed told why a batch could not be committed
     */
    Writer(
            Jdbi jdbi,
            Engine engine,
            CommitListener listener,
            Consumer<Throwable> failed,
            Upkeep upkeep) {
        this.jdbi = jdbi;
        this.engine = engine;
        this.listener = listener;
        this.failed = failed;
        this.upkeep = upkeep;
        this.thread = Thread.ofPlatform().name("database-writer").start(this::run);
    }

    <T> CompletableFuture<T> submit(Turn turn, Function<Handle, T> work) {
        var command = new Command<>(turn, commands.getAndIncrement(), work);
        queue.add(command);
        if ((closed || death != null) && queue.remove(command)) {
            command.fail(gone());
        }
        return command.answer;
    }

    WriterState state() {
        var waiting = Stream.concat(Stream.ofNullable(eldest), queue.stream());
        return new WriterState(
                death == null && !closed,
                queue.size(),
                waiting.map(Command::waiting).max(Comparator.naturalOrder()).orElse(Duration.ZERO));
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                work();
            }
        } catch (Throwable e) {
            // the last boundary: nobody may wait for a writer that is gone
            death = e;
            batch.forEach(command -> command.fail(gone()));
            for (var command = queue.poll(); command != null; command = queue.poll()) {
                command.fail(gone());
            }
            LOG.error("the database writer died", e);
        }
    }

    private void work() throws InterruptedException {
        var first = queue.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        if (first == null) {
            wait = !closed && upkeep.whileIdle() ? BREATH : NAP;
            return;
        }
        batch.add(first);
        queue.drainTo(batch, MOST_IN_A_BATCH - 1);
        eldest = Collections.min(batch, Comparator.comparingLong(command -> command.queued));
        commit();
        batch.clear();
        eldest = null;
        wait = NAP;
        upkeep.afterBatch();
    }

    private void commit() {
        long began = System.nanoTime();
        try (var handle = jdbi.open()) {
            handle.begin();
            batch.forEach(command -> command.run(handle, batch.size() > 1));
            handle.commit();
            KillPoint.pass("server.writer.before-sync");
            if (!engine.syncsItself()) {
                handle.execute("CHECKPOINT SYNC");
            }
            KillPoint.pass("server.writer.after-sync");
        } catch (Throwable e) {
            // the commit itself failed: nothing of the batch can be promised
            failed.accept(e);
            var failure = new StorageException("commit", e);
            batch.forEach(command -> command.fail(failure));
            return;
        }
        listener.committed(batch.size(), Duration.ofNanos(System.nanoTime() - began));
        batch.forEach(Command::complete);
    }

    private StorageException gone() {
        var cause = death;
        return new StorageException(
                "write",
                cause == null ? new IllegalStateException("the database is closed") : cause);
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

    /** Whose command goes first where many wait; within one turn, the one that came first. */
    enum Turn {
        /** Somebody waits for it: a person, or what runs for the server itself. */
        PEOPLE,
        /** Of which there may be thousands at once. */
        DEVICES
    }

    private static final class Command<T> implements Comparable<Command<?>> {

        private static final Comparator<Command<?>> ORDER =
                Comparator.<Command<?>, Turn>comparing(command -> command.turn)
                        .thenComparingLong(command -> command.number);

        private final Turn turn;
        private final long number;
        private final Function<Handle, T> work;
        private final long queued = System.nanoTime();
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private @Nullable T result;
        private List<Runnable> afterwards = List.of();
        private @Nullable Throwable failure;

        Command(Turn turn, long number, Function<Handle, T> work) {
            this.turn = turn;
            this.number = number;
            this.work = work;
        }

        @Override
        public int compareTo(Command<?> other) {
            return ORDER.compare(this, other);
        }

        Duration waiting() {
            return Duration.ofNanos(System.nanoTime() - queued);
        }

        /**
         * Alone in its batch it needs no savepoint, but still must leave nothing behind when it
         * throws, be it an {@link Error}: what fails one command may well spare the next.
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
                afterwards = AfterCommit.take(handle);
            } catch (Throwable e) {
                failure = e;
                AfterCommit.take(handle);
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
                return;
            }
            try {
                afterwards.forEach(Runnable::run);
            } catch (RuntimeException e) {
                // a boundary: the command itself is durable
                LOG.error("what follows a commit failed", e);
            }
            answer.complete(result);
        }

        void fail(Throwable why) {
            answer.completeExceptionally(why);
        }
    }
}

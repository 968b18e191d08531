package dev.rollcall.agent.checkin;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs steps one after another, in order, on an executor; no thread is held while none waits. */
final class Mailbox {

    private final Executor work;
    private final Consumer<RuntimeException> onFailure;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * @param onFailure is told of a step that threw, and runs as a step itself
     */
    Mailbox(Executor work, Consumer<RuntimeException> onFailure) {
        this.work = work;
        this.onFailure = onFailure;
    }

    void post(Runnable step) {
        synchronized (waiting) {
            waiting.add(step);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            work.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // the process is ending; what mattered is durable
            synchronized (waiting) {
                running = false;
            }
        }
    }

    private void drain() {
        for (var step = next(); step != null; step = next()) {
            try {
                step.run();
            } catch (RuntimeException e) {
                onFailure.accept(e);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            var step = waiting.poll();
            running = step != null;
            return step;
        }
    }
}

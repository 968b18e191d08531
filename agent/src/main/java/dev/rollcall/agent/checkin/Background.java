package dev.rollcall.agent.checkin;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does one long thing at a time beside the loop's steps; of those asked for meanwhile only the last
 * is done next. Used from steps only.
 */
final class Background {

    private final Executor work;
    private final Mailbox mailbox;
    private final Consumer<RuntimeException> onFailure;
    private boolean running;
    private @Nullable Runnable next;

    Background(Executor work, Mailbox mailbox, Consumer<RuntimeException> onFailure) {
        this.work = work;
        this.mailbox = mailbox;
        this.onFailure = onFailure;
    }

    void run(Runnable task) {
        if (running) {
            next = task;
            return;
        }
        running = true;
        work.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // a room's failure is told, and costs the conversation nothing
                onFailure.accept(e);
            } finally {
                mailbox.post(this::finished);
            }
        });
    }

    private void finished() {
        running = false;
        var waiting = next;
        next = null;
        if (waiting != null) {
            run(waiting);
        }
    }
}

package dev.rollcall.server.storage;

import java.time.Duration;
import java.util.Objects;

/**
 * How the writer does.
 *
 * @param alive whether it still takes commands
 * @param waiting commands that it has not begun
 * @param oldest how long the command without an answer that came first has been waiting; zero
 *     without one
 */
public record WriterState(boolean alive, int waiting, Duration oldest) {

    public WriterState {
        Objects.requireNonNull(oldest, "oldest");
    }
}

package dev.rollcall.agent.checkin;

import dev.rollcall.agent.checkin.Memory.Remembered;
import dev.rollcall.agent.connection.TimeFloor;
import dev.rollcall.agent.state.StateException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread through the check-ins: the value of the last reply that could be kept, which the next
 * check-in echoes. Used from steps only.
 */
final class Continuation {

    private static final Logger LOG = LoggerFactory.getLogger(Continuation.class);

    private final Memory memory;
    private final TimeFloor floor;
    private Optional<String> kept = Optional.empty();
    private boolean forgetful;

    /**
     * @param floor the time that is kept with it
     */
    Continuation(Memory memory, TimeFloor floor) {
        this.memory = memory;
        this.floor = floor;
    }

    /** What an earlier life kept. */
    void recall() {
        kept = memory.recall().flatMap(Remembered::continuation);
    }

    Optional<String> kept() {
        return kept;
    }

    /**
     * Durable when it returns, or not echoed: the server accepts the last one that was, for as long
     * as the disk takes nothing. A session goes on, for it may bring what frees the disk.
     */
    void keep(String next) {
        if (kept.filter(next::equals).isPresent()) {
            return;
        }
        try {
            memory.keep(new Remembered(Optional.of(next), floor.heard()));
            kept = Optional.of(next);
            forgetful = false;
        } catch (StateException e) {
            if (!forgetful) {
                LOG.error("continuation not kept, the disk refused", e);
            }
            forgetful = true;
        }
    }
}

package dev.rollcall.agent.state;

import java.io.IOException;
import java.io.Serial;

/** The state folder could not be read or written: the disk is full, or not ours. */
public final class StateException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /**
     * @param what could not be done, and to which file
     */
    public StateException(String what, IOException cause) {
        super(what + ": " + cause.getMessage(), cause);
    }
}

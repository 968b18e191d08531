package dev.rollcall.agent.connection;

import java.io.Serial;

/** The session ended before the answer came, or before it began. */
public final class SessionEndedException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final CloseReason reason;

    public SessionEndedException(CloseReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    SessionEndedException(Closed closed) {
        this(closed.reason(), closed.detail());
    }

    public CloseReason reason() {
        return reason;
    }

    /** What is to be said of it in one line. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}

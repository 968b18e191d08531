package dev.rollcall.common.protocol;

import java.util.Locale;

/** The peer sent bytes that are not a frame of ours; the session that carried them ends. */
public final class MalformedFrameException extends Exception {

    /** Why; each is a counter of its own. */
    public enum Reason {
        TOO_LARGE,
        TRUNCATED,
        UNKNOWN_VERSION,
        UNKNOWN_ENCODING,
        UNKNOWN_LANE,
        INFLATES_TOO_FAR,
        BAD_DEFLATE,
        NOT_A_MESSAGE;

        /** The name of its counter and log field. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;

    public MalformedFrameException(Reason reason) {
        this(reason, null);
    }

    public MalformedFrameException(
            Reason reason, @org.jspecify.annotations.Nullable Throwable cause) {
        super(reason.word(), cause, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}

package dev.rollcall.agent.enrollment;

import java.io.Serial;

/** The device could not join; the message is one clear line for whoever ran the command. */
public final class EnrollmentException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    /** Who can do something about it. */
    public enum Kind {
        /** Whoever typed the command: an address, a token, a fingerprint. */
        COMMAND,
        /** Nobody yet: the same command again, later. */
        LATER,
        /** Whoever runs the server or the network. */
        SERVER
    }

    private final Kind kind;

    private EnrollmentException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static EnrollmentException command(String message) {
        return new EnrollmentException(Kind.COMMAND, message);
    }

    static EnrollmentException later(String message) {
        return new EnrollmentException(Kind.LATER, message);
    }

    static EnrollmentException server(String message) {
        return new EnrollmentException(Kind.SERVER, "the server cannot be used: " + message);
    }

    public Kind kind() {
        return kind;
    }
}

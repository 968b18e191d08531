package dev.rollcall.agent;

/** What the command's exit code says; the numbers never change. */
public enum ExitStatus {
    DONE(0),
    ERROR(1),
    USAGE(2),
    NOT_ENROLLED(3),
    REFUSED(4),
    LATER(5),
    SERVER_UNUSABLE(6),
    BUSY(7),
    STATE_UNUSABLE(8),
    AILING(9),
    OVERWEIGHT(10);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}

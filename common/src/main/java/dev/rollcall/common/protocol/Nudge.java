package dev.rollcall.common.protocol;

/**
 * "Please check in now." Nothing is lost when it is. @param reason a word for the log, such as job
 * or policy
 */
public record Nudge(String reason) implements ServerMessage {

    public Nudge {
        Limits.text("reason", reason, 40);
    }
}

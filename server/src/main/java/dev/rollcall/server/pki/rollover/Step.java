package dev.rollcall.server.pki.rollover;

import java.util.Locale;

/** What is done to replace a key, in order; undo takes the last one back. */
public enum Step {
    PREPARE("prepared"),
    ACTIVATE("activated"),
    FINISH("finished"),
    UNDO("undone");

    private final String done;

    Step(String done) {
        this.done = done;
    }

    /** In the past, for the audit. */
    String done() {
        return done;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

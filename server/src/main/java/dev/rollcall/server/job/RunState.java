package dev.rollcall.server.job;

import dev.rollcall.common.job.Outcome;
import java.util.Locale;

/** Where a run stands. */
public enum RunState {
    QUEUED(Kind.OPEN, "Nobody has it."),
    LEASED(Kind.OPEN, "It was sent and is not yet confirmed."),
    ACKNOWLEDGED(Kind.OPEN, "The agent has it in its journal."),
    RUNNING(Kind.OPEN, "The agent says that it has begun and not ended."),
    DONE(Kind.TERMINAL, "It has an outcome."),
    CANCELLED(Kind.TERMINAL, "It was taken back before it started."),
    /** Not terminal: a report that still comes is the truth, and is marked late. */
    EXPIRED(Kind.SETTLED, "Nobody answered in time; a later report still counts."),
    VOID(Kind.TERMINAL, "The enrollment it was for has ended.");

    private enum Kind {
        OPEN,
        SETTLED,
        TERMINAL
    }

    private final Kind kind;
    private final String sentence;

    RunState(Kind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    /** Whether something is still expected to happen. */
    public boolean open() {
        return kind == Kind.OPEN;
    }

    /** Whether nothing leads out of it. */
    public boolean terminal() {
        return kind == Kind.TERMINAL;
    }

    public String sentence() {
        return sentence;
    }

    /** How it stands in the database and in the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RunState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Outcome outcome(String word) {
        return Outcome.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

package dev.rollcall.agent.warmup;

/** What belongs to a whole rehearsal, as the server sees it. */
public enum Part {
    /** The device checked in. */
    CHECK_IN,
    /** It sent its sections, and the bodies that it was asked for. */
    SECTIONS,
    /** It reported how its policy holds. */
    POLICY,
    /** It carried out a script and collected its inventory anew. */
    RUNS,
    /** It sent what the script printed. */
    OUTPUT,
    /** It asked for its next certificate. */
    RENEWAL,
    /** It came back in a session of its own with that certificate. */
    RETURN
}

package dev.rollcall.agent.doctor;

/** How a check turned out. */
public enum Verdict {
    /** As it should be. */
    OK("ok"),
    /** Not as it should be, and the device lives with it. */
    WARN("WARN"),
    /** It keeps the device away. */
    FAIL("FAIL"),
    /** It could not be looked at. */
    SKIP("skip");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** As it is printed. */
    public String word() {
        return word;
    }
}

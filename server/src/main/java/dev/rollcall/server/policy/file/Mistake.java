package dev.rollcall.server.policy.file;

/** One thing that is wrong with a policy file. */
public record Mistake(int line, String message) {

    @Override
    public String toString() {
        return "line " + line + ": " + message;
    }
}

package dev.rollcall.agent.doctor;

import java.util.Objects;

/**
 * One thing looked at, and what was found.
 *
 * @param name of what was looked at; stable, for programs
 * @param says one sentence for a technician
 */
public record Check(String name, Verdict verdict, String says) {

    public Check {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(says, "says");
    }

    static Check ok(String name, String says) {
        return new Check(name, Verdict.OK, says);
    }

    static Check warn(String name, String says) {
        return new Check(name, Verdict.WARN, says);
    }

    static Check fail(String name, String says) {
        return new Check(name, Verdict.FAIL, says);
    }

    static Check skip(String name, String says) {
        return new Check(name, Verdict.SKIP, says);
    }

    /** The same finding where the device has another way. */
    Check lessened() {
        return verdict == Verdict.FAIL ? new Check(name, Verdict.WARN, says) : this;
    }

    /** As it is printed. */
    public String line() {
        return "%-4s %s".formatted(verdict.word(), says);
    }
}

package dev.rollcall.agent.doctor;

import java.util.Objects;
import java.util.Optional;

/**
 * One thing looked at, and what was found.
 *
 * @param name of what was looked at; stable, for programs
 * @param target host or host:port, where there are several
 * @param says one sentence for a technician
 */
public record Check(String name, Optional<String> target, Verdict verdict, String says) {

    public Check {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(says, "says");
    }

    static Check ok(String name, String says) {
        return new Check(name, Optional.empty(), Verdict.OK, says);
    }

    static Check warn(String name, String says) {
        return new Check(name, Optional.empty(), Verdict.WARN, says);
    }

    static Check fail(String name, String says) {
        return new Check(name, Optional.empty(), Verdict.FAIL, says);
    }

    static Check skip(String name, String says) {
        return new Check(name, Optional.empty(), Verdict.SKIP, says);
    }

    /** The same finding where the device has another way. */
    Check lessened() {
        return verdict == Verdict.FAIL ? new Check(name, target, Verdict.WARN, says) : this;
    }

    Check of(String host) {
        return new Check(name, Optional.of(host), verdict, says);
    }

    /** As it is printed. */
    public String line() {
        return "%-4s %s".formatted(verdict.word(), says);
    }
}

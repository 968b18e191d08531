package dev.rollcall.server.device;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The thread through an enrollment's check-ins: a random value, new in a reply and echoed in the
 * next check-in. Two devices that share one key cannot both hold it.
 *
 * @param current given in the last reply
 * @param before given in the reply before, which the agent still holds when that one was lost
 */
public record Continuation(String current, Optional<String> before) {

    private static final int BYTES = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** What an echoed value says. */
    public enum Verdict {
        /** Nothing was given yet. */
        FIRST,
        CURRENT,
        /** The last reply did not arrive, or the device lost power before it was kept. */
        PREVIOUS,
        /** Another one: a clone, or a device that was rolled back. */
        FORK_SUSPECTED
    }

    /**
     * @param given empty before the enrollment's first reply
     */
    public static Verdict judge(Optional<Continuation> given, Optional<String> echoed) {
        if (given.isEmpty()) {
            return Verdict.FIRST;
        }
        if (echoed.equals(Optional.of(given.get().current()))) {
            return Verdict.CURRENT;
        }
        // the very first reply may have been lost as well, and then there is nothing to echo
        return echoed.equals(given.get().before()) ? Verdict.PREVIOUS : Verdict.FORK_SUSPECTED;
    }

    /** Whether an agent may well hold this value. */
    public boolean holds(Optional<String> echoed) {
        return judge(Optional.of(this), echoed) != Verdict.FORK_SUSPECTED;
    }

    /** The next one; what the agent holds now stays acceptable until it has echoed this. */
    public static Continuation next(
            Optional<Continuation> given, Optional<String> echoed, RandomGenerator random) {
        var value = new byte[BYTES];
        random.nextBytes(value);
        var held =
                switch (judge(given, echoed)) {
                    case FIRST -> echoed.filter(FORM.asMatchPredicate());
                    case CURRENT, PREVIOUS -> echoed;
                    case FORK_SUSPECTED -> given.map(Continuation::current);
                };
        return new Continuation(HexFormat.of().formatHex(value), held);
    }
}

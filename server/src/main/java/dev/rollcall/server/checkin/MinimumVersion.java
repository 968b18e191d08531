package dev.rollcall.server.checkin;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The oldest agent that the server talks to. Versions are numbers with dots, compared number by
 * number; what follows them, such as {@code -rc1}, does not count.
 */
public record MinimumVersion(String version) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9}){0,3}).*");

    public MinimumVersion {
        if (numbers(version).length == 0) {
            throw new IllegalArgumentException("a version such as 1.2.3 expected");
        }
    }

    /** Whether an agent's version is older; one that is no number is not, it is a build by hand. */
    boolean forbids(String agent) {
        var theirs = numbers(agent);
        return theirs.length > 0 && Arrays.compare(padded(theirs), padded(numbers(version))) < 0;
    }

    private static int[] numbers(String version) {
        var match = NUMBERS.matcher(version);
        return match.matches()
                ? Arrays.stream(match.group(1).split("\\.")).mapToInt(Integer::parseInt).toArray()
                : new int[0];
    }

    private static int[] padded(int[] numbers) {
        return Arrays.copyOf(numbers, 4);
    }
}

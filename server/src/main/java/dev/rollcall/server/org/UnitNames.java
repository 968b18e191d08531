package dev.rollcall.server.org;

import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.Map;
import java.util.regex.Pattern;

/** What units may be called. */
final class UnitNames {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int LONGEST = 200;

    private UnitNames() {}

    static void checkSlug(String slug) {
        if (!SLUG.matcher(slug).matches()) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a slug is 1 to 63 lower-case letters, digits and hyphens",
                    Map.of("field", "slug"));
        }
    }

    /** Without white space at its ends. */
    static String cleanName(String name) {
        var clean = name.strip();
        if (clean.isEmpty()
                || clean.length() > LONGEST
                || clean.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(
                    ProblemCode.INVALID_VALUE,
                    "a name is 1 to " + LONGEST + " characters without control characters",
                    Map.of("field", "name"));
        }
        return clean;
    }
}

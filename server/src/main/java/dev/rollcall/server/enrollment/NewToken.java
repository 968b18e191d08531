package dev.rollcall.server.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a new token permits.
 *
 * @param uses one unless said otherwise, at most 10,000
 * @param validFor seven days unless said otherwise, at most a year
 */
public record NewToken(
        DistrictId district, UnitId unit, int uses, Duration validFor, Optional<String> note) {

    public static final int USUAL_USES = 1;
    public static final Duration USUAL_VALIDITY = Duration.ofDays(7);

    private static final int MOST_USES = 10_000;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_NOTE = 200;

    public NewToken {
        Objects.requireNonNull(district, "district");
        Objects.requireNonNull(unit, "unit");
        if (uses < 1 || uses > MOST_USES) {
            throw invalid("uses", "a token has 1 to 10,000 uses");
        }
        if (!validFor.isPositive() || validFor.compareTo(LONGEST) > 0) {
            throw invalid("valid_for", "a token is valid for up to a year");
        }
        note =
                Objects.requireNonNullElse(note, Optional.<String>empty())
                        .map(String::strip)
                        .filter(n -> !n.isEmpty());
        if (note.filter(
                        n ->
                                n.length() > LONGEST_NOTE
                                        || n.chars().anyMatch(Character::isISOControl))
                .isPresent()) {
            throw invalid("note", "a note has up to 200 printable characters");
        }
    }

    private static Problem invalid(String field, String sentence) {
        return new Problem(ProblemCode.INVALID_VALUE, sentence, Map.of("field", field));
    }
}

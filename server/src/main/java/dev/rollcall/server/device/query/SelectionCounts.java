package dev.rollcall.server.device.query;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How many devices a query selects.
 *
 * @param matched surely
 * @param unknown could match: nothing is known that says otherwise
 * @param stale could match: what says otherwise, or so, is too old
 * @param total devices in the units that the query names, or in all that the asker may see
 * @param by the matched ones split by the answers that were asked for, where there are several
 */
public record SelectionCounts(
        long matched, long unknown, long stale, long total, Optional<Split> by) {

    /** So many devices for each answer, in the order of the query. */
    public record Split(String field, List<Count> answers) {

        public Split {
            answers = List.copyOf(answers);
        }
    }

    /** One answer. */
    public record Count(String answer, long count) {}

    public SelectionCounts {
        by = Objects.requireNonNullElse(by, Optional.empty());
    }
}

package dev.rollcall.server.http;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list.
 *
 * @param next send it back as {@code cursor} for what follows; empty at the end
 */
public record Page<T>(List<T> items, Optional<String> next) {

    public Page {
        items = List.copyOf(items);
        next = Objects.requireNonNullElse(next, Optional.empty());
    }

    /** The same part, with each item as something else. */
    public <R> Page<R> map(Function<T, R> each) {
        return new Page<>(items.stream().map(each).toList(), next);
    }

    /**
     * From a query that asked for one more than the limit.
     *
     * @param cursor of the last item that is shown
     */
    static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, Optional.empty());
        }
        var shown = oneMore.subList(0, limit);
        return new Page<>(shown, Optional.of(cursor.apply(shown.getLast())));
    }
}

package dev.rollcall.common.protocol;

import java.util.List;
import java.util.Objects;

/** Bounds on what a message may carry: a violation makes it no message at all. */
final class Limits {

    private Limits() {}

    static void text(String name, String value, int most) {
        Objects.requireNonNull(value, name);
        if (value.isEmpty() || value.length() > most) {
            throw new IllegalArgumentException(name + ": 1 to " + most + " characters expected");
        }
    }

    static <T> List<T> list(String name, List<T> value, int most) {
        var items = List.copyOf(Objects.requireNonNullElse(value, List.<T>of()));
        if (items.size() > most) {
            throw new IllegalArgumentException(name + ": at most " + most + " expected");
        }
        return items;
    }
}

package dev.rollcall.server.device.query;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What is known of one field of a device. A field without a fact is unknown.
 *
 * @param texts the value, or all of them where a field has many, such as packages
 * @param number of a field that is counted
 * @param fresh whether it was collected recently enough to count
 */
public record Fact(List<String> texts, OptionalLong number, boolean fresh) {

    public Fact {
        texts = List.copyOf(texts);
        Objects.requireNonNull(number, "number");
    }

    public static Fact of(String... texts) {
        return new Fact(List.of(texts), OptionalLong.empty(), true);
    }

    public static Fact of(long number) {
        return new Fact(List.of(), OptionalLong.of(number), true);
    }

    /** The same, too old to count. */
    public Fact stale() {
        return new Fact(texts, number, false);
    }
}

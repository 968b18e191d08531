package dev.rollcall.server.export;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** One value of a row. What is absent is empty in CSV and left out in JSON, never zero. */
public sealed interface Cell {

    /** Text in every format: a serial keeps its zeros. */
    record Text(String value) implements Cell {

        public Text {
            Objects.requireNonNull(value, "value");
        }
    }

    record Whole(long value) implements Cell {}

    record Absent() implements Cell {}

    static Cell of(String text) {
        return new Text(text);
    }

    static Cell of(long number) {
        return new Whole(number);
    }

    static Cell of(Instant instant) {
        return new Text(instant.toString());
    }

    static Cell text(Optional<String> text) {
        return text.map(Cell::of).orElseGet(Absent::new);
    }

    static Cell whole(Optional<? extends Number> number) {
        return number.map(n -> Cell.of(n.longValue())).orElseGet(Absent::new);
    }

    static Cell time(Optional<Instant> instant) {
        return instant.map(Cell::of).orElseGet(Absent::new);
    }
}

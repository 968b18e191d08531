package dev.rollcall.server.device.query;

import dev.rollcall.common.json.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * A piece of SQL with the values of its question marks, in order. A list of ids or texts is one
 * array.
 */
record Sql(String text, List<Object> values) {

    static final Sql TRUE = new Sql("TRUE", List.of());
    static final Sql FALSE = new Sql("FALSE", List.of());

    Sql {
        values = List.copyOf(values);
    }

    static Sql of(String text, Object... values) {
        return new Sql(text, List.of(values));
    }

    Sql not() {
        if (equals(TRUE)) {
            return FALSE;
        }
        return equals(FALSE) ? TRUE : new Sql("NOT (" + text + ")", values);
    }

    Sql and(Sql other) {
        return all(List.of(this, other));
    }

    Sql or(Sql other) {
        return any(List.of(this, other));
    }

    /** Of none, true. */
    static Sql all(List<Sql> parts) {
        return parts.contains(FALSE) ? FALSE : joined(parts, " AND ", TRUE);
    }

    /** Of none, false. */
    static Sql any(List<Sql> parts) {
        return parts.contains(TRUE) ? TRUE : joined(parts, " OR ", FALSE);
    }

    /**
     * That the column is one of these; no array, because PostgreSQL's driver knows none of bytes.
     */
    static Sql oneOf(String column, List<Digest> digests) {
        if (digests.isEmpty()) {
            return FALSE;
        }
        var marks = String.join(", ", Collections.nCopies(digests.size(), "?"));
        return new Sql(column + " IN (" + marks + ")", List.copyOf(digests));
    }

    /** These pieces one after another. */
    static Sql concat(Sql... parts) {
        var text = new StringBuilder();
        var values = new ArrayList<Object>();
        for (var part : parts) {
            text.append(part.text).append(' ');
            values.addAll(part.values);
        }
        return new Sql(text.toString(), values);
    }

    private static Sql joined(List<Sql> parts, String word, Sql neutral) {
        var needed = parts.stream().filter(part -> !part.equals(neutral)).toList();
        if (needed.isEmpty()) {
            return neutral;
        }
        if (needed.size() == 1) {
            return needed.getFirst();
        }
        var text = String.join(word, needed.stream().map(part -> "(" + part.text + ")").toList());
        return new Sql(text, needed.stream().flatMap(part -> part.values.stream()).toList());
    }

    <S extends SqlStatement<S>> S bindTo(S statement) {
        statement.registerArrayType(UUID.class, "uuid").registerArrayType(String.class, "varchar");
        for (int i = 0; i < values.size(); i++) {
            bind(statement, i, values.get(i));
        }
        return statement;
    }

    private static <S extends SqlStatement<S>> void bind(S statement, int at, Object value) {
        switch (value) {
            case Ids ids -> statement.bindArray(at, UUID.class, ids.values());
            case Digest digest -> statement.bind(at, digest);
            case Texts texts -> statement.bindArray(at, String.class, texts.values());
            case Instant instant -> statement.bind(at, instant);
            case UUID id -> statement.bind(at, id);
            case String text -> statement.bind(at, text);
            case Long number -> statement.bind(at, number);
            case Integer number -> statement.bind(at, number);
            default -> throw new IllegalStateException("cannot bind " + value.getClass());
        }
    }

    /** For {@code = ANY(?)}. */
    record Ids(List<UUID> values) {

        Ids {
            values = List.copyOf(values);
        }
    }

    /** For {@code = ANY(?)}. */
    record Texts(List<String> values) {

        Texts {
            values = List.copyOf(values);
        }
    }
}

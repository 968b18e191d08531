package dev.rollcall.server.cli.terminal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Says parts of an API answer in words. What is absent is a dash, never a zero. */
public final class Words {

    public static final String ABSENT = "–";

    private Words() {}

    /** The text, number or yes/no at this place. */
    public static String at(JsonNode answer, String... path) {
        var node = find(answer, path);
        if (node.isBoolean()) {
            return node.booleanValue() ? "yes" : "no";
        }
        return node.isValueNode() && !node.isNull() ? node.asString() : ABSENT;
    }

    public static Optional<Instant> instant(JsonNode answer, String... path) {
        var node = find(answer, path);
        return node.isString() ? Optional.of(Instant.parse(node.stringValue())) : Optional.empty();
    }

    /** Such as "2026-11-23 09:10 (3 min ago)". */
    public static String time(Terminal terminal, JsonNode answer, String... path) {
        var now = terminal.clock().instant();
        return instant(answer, path)
                .map(t -> Times.minute(t, terminal.zone()) + " (" + Times.ago(t, now) + ")")
                .orElse(ABSENT);
    }

    public static String ago(Terminal terminal, JsonNode answer, String... path) {
        return instant(answer, path)
                .map(t -> Times.ago(t, terminal.clock().instant()))
                .orElse("never");
    }

    /**
     * A count of devices in one line, such as {@code no 14 · unknown 1 · stale 2 · of 812}: split
     * by the answers that were asked for, else how many match; then those that could match, and of
     * how many.
     */
    public static String counts(JsonNode counts) {
        var parts = new ArrayList<String>();
        var answers = counts.path("by").path("answers");
        if (answers.isEmpty()) {
            parts.add("matched " + at(counts, "matched"));
        } else {
            answers.forEach(a -> parts.add(SafeText.line(at(a, "answer")) + " " + at(a, "count")));
        }
        addUnlessZero(
                parts, answers.isEmpty() ? "unknown" : "otherwise unknown", counts.path("unknown"));
        addUnlessZero(parts, answers.isEmpty() ? "stale" : "otherwise stale", counts.path("stale"));
        parts.add("of " + at(counts, "total"));
        return String.join(" · ", parts);
    }

    private static void addUnlessZero(List<String> parts, String word, JsonNode count) {
        if (count.asLong(0) > 0) {
            parts.add(word + " " + count.asLong(0));
        }
    }

    private static JsonNode find(JsonNode answer, String... path) {
        var node = answer;
        for (var name : path) {
            node = node.path(name);
        }
        return node;
    }
}

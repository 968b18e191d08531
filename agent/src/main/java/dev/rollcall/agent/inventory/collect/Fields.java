package dev.rollcall.agent.inventory.collect;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One object of JSON that a program of the device printed, read for facts: what is missing, null or
 * of another kind than was asked for is absent. Immutable.
 */
public record Fields(JsonNode node) {

    /** Of one list; what lies beyond is not looked at. */
    public static final int MOST = 5_000;

    /** The object of a name; one without fields where there is none. */
    public Fields object(String name) {
        return new Fields(node.path(name));
    }

    /** The objects of a list; a single one counts as a list of one, as PowerShell writes it. */
    public List<Fields> list(String name) {
        return listOf(node.path(name));
    }

    /** Whether there is something of a name, be it empty. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The entries of a list; PowerShell 5 may write one as an object with value and Count. */
    public static List<Fields> listOf(JsonNode node) {
        if (node.isObject() && node.size() == 2 && node.has("value") && node.has("Count")) {
            return listOf(node.path("value"));
        }
        var found = new ArrayList<Fields>();
        if (node.isArray()) {
            for (var each : node) {
                if (found.size() < MOST && !each.isNull()) {
                    found.add(new Fields(each));
                }
            }
        } else if (!node.isMissingNode() && !node.isNull()) {
            found.add(new Fields(node));
        }
        return List.copyOf(found);
    }

    /** Cleaned; empty where nothing is left. */
    public Optional<String> text(String name) {
        return new Fields(node.path(name)).text();
    }

    /** This itself, where it is a text and no object. */
    public Optional<String> text() {
        return raw().flatMap(Clean::text);
    }

    /** As it stands, control characters and all: to be compared, never to be sent. */
    public Optional<String> raw(String name) {
        return new Fields(node.path(name)).raw();
    }

    private Optional<String> raw() {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    /** Like {@link #text}, and empty for what makers leave in a field that they did not fill in. */
    public Optional<String> maker(String name) {
        return text(name).flatMap(Clean::maker);
    }

    /** A whole number that is not negative, be it written as text. */
    public Optional<Long> number(String name) {
        return new Fields(node.path(name)).number();
    }

    /** This itself, where it is a number and no object. */
    public Optional<Long> number() {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Optional.of(node.longValue()).filter(n -> n >= 0);
        }
        return raw().map(String::strip)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong);
    }

    /** A number above zero that fits an int. */
    public Optional<Integer> count(String name) {
        return number(name).filter(n -> n > 0 && n <= Integer.MAX_VALUE).map(Long::intValue);
    }

    /** Yes or no, in any of the ways in which programs write it. */
    public Optional<Boolean> truth(String name) {
        var value = node.path(name);
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        var text = value.isIntegralNumber() ? value.asString() : value.asString("");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Optional.of(true);
            case "false", "no", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** A day as ISO 8601 writes it. */
    public Optional<LocalDate> day(String name) {
        try {
            return raw(name).map(LocalDate::parse);
        } catch (DateTimeException e) {
            return Optional.empty(); // not a day
        }
    }

    /** An instant as ISO 8601 writes it. */
    public Optional<Instant> instant(String name) {
        try {
            return raw(name).map(Instant::parse);
        } catch (DateTimeException e) {
            return Optional.empty(); // not a time
        }
    }
}

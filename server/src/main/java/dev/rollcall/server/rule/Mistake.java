package dev.rollcall.server.rule;

import java.util.Objects;

/**
 * What is wrong with an expression.
 *
 * @param line from 1
 * @param column from 1
 */
public record Mistake(int line, int column, String message) implements Comparable<Mistake> {

    public Mistake {
        Objects.requireNonNull(message, "message");
    }

    @Override
    public int compareTo(Mistake other) {
        return line != other.line
                ? Integer.compare(line, other.line)
                : Integer.compare(column, other.column);
    }

    /** For people. */
    public String sentence() {
        return "Line " + line + ", character " + column + ": " + message;
    }
}

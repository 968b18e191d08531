package dev.rollcall.server.device.query;

import java.util.Optional;

/** Walks over the text of a query; white space between things is skipped. */
final class QueryScanner {

    /** A word, or a text in quotes, in which nothing has a special meaning. */
    record Word(String text, boolean quoted) {}

    private final String text;
    private int at;

    QueryScanner(String text) {
        this.text = text;
        int control =
                (int) text.chars().takeWhile(c -> c == '\t' || !Character.isISOControl(c)).count();
        if (control < text.length()) {
            throw QueryParser.mistake(control, "a control character");
        }
        skipSpace();
    }

    /** Of what comes next. */
    int position() {
        return at;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    boolean take(char symbol) {
        if (atEnd() || text.charAt(at) != symbol) {
            return false;
        }
        at++;
        skipSpace();
        return true;
    }

    /** Takes the keyword, in any case, if it comes next as a word of its own. */
    boolean takeKeyword(String keyword) {
        int end = wordEnd(at, false);
        boolean here =
                end - at == keyword.length()
                        && text.regionMatches(true, at, keyword, 0, keyword.length())
                        && !comparisonFollows(end);
        if (here) {
            at = end;
            skipSpace();
        }
        return here;
    }

    /**
     * Whether a word, a quoted text, a parenthesis or {@code not} comes next, and not {@code or}.
     */
    boolean startsPart() {
        if (atEnd() || text.charAt(at) == ')') {
            return false;
        }
        int end = wordEnd(at, false);
        return !text.substring(at, end).equalsIgnoreCase("or") || comparisonFollows(end);
    }

    /** A field name or a bare word. */
    Word word() {
        return read(false);
    }

    /** What comes after a comparison; a colon may be inside. */
    Word value() {
        return read(true);
    }

    Optional<Comparison> comparison() {
        for (var comparison :
                new Comparison[] {
                    Comparison.AT_MOST,
                    Comparison.AT_LEAST,
                    Comparison.LESS,
                    Comparison.MORE,
                    Comparison.EQUAL
                }) {
            if (text.startsWith(comparison.symbol(), at)) {
                at += comparison.symbol().length();
                skipSpace();
                return Optional.of(comparison);
            }
        }
        if (take('=')) {
            return Optional.of(Comparison.EQUAL);
        }
        return Optional.empty();
    }

    private Word read(boolean value) {
        if (atEnd()) {
            throw QueryParser.mistake(
                    at, value ? "a value is missing" : "something is missing at the end");
        }
        if (text.charAt(at) == '"') {
            return quoted();
        }
        int end = wordEnd(at, value);
        if (end == at) {
            throw QueryParser.mistake(
                    at,
                    "%s expected, not '%s'"
                            .formatted(value ? "a value" : "a field or a word", text.charAt(at)));
        }
        var word = new Word(text.substring(at, end), false);
        at = end;
        skipSpace();
        return word;
    }

    private Word quoted() {
        int start = at;
        var inside = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                at = i + 1;
                skipSpace();
                return new Word(inside.toString(), true);
            }
            if (c == '\\' && i + 1 < text.length() && "\\\"".indexOf(text.charAt(i + 1)) >= 0) {
                i++;
            }
            inside.append(text.charAt(i));
        }
        throw QueryParser.mistake(start, "this quote is never closed");
    }

    private int wordEnd(int from, boolean value) {
        int end = from;
        while (end < text.length() && isWordCharacter(text.charAt(end), value)) {
            end++;
        }
        return end;
    }

    private static boolean isWordCharacter(char c, boolean value) {
        return !Character.isWhitespace(c) && "()\",<>=".indexOf(c) < 0 && (value || c != ':');
    }

    /** Whether {@code and}, {@code or}, {@code not} would be a field's name here. */
    private boolean comparisonFollows(int from) {
        return from < text.length() && ":<>=".indexOf(text.charAt(from)) >= 0;
    }

    private void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}

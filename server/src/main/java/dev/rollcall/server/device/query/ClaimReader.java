package dev.rollcall.server.device.query;

import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads one value as its field understands it.
 *
 * @param position of the value in the query
 */
record ClaimReader(Subject field, Comparison comparison, int position) {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

    Claim read(QueryScanner.Word word) {
        if (!word.quoted() && comparison == Comparison.EQUAL) {
            var folded = TextPattern.fold(word.text());
            if (folded.equals("unknown") && field.mayBeUnknown()) {
                return new Claim.IsUnknown();
            }
            if (folded.equals("stale") && field.ages()) {
                return new Claim.IsStale();
            }
        }
        return switch (field.kind()) {
            case UNIT -> unit(word.text());
            case TEXT, PACKAGE -> text(word);
            case CHOICE -> choice(word.text());
            case COUNT, NUMBER -> count(word.text());
            case DATE -> day(word.text());
            case BYTES -> bytes(word.text());
            case VERSION -> version(word);
        };
    }

    private Claim unit(String text) {
        onlyEqual();
        var slugs = List.of(TextPattern.fold(text).split("/", -1));
        if (slugs.contains("")) {
            throw mistake("a unit is named by its slug, such as lincoln or lincoln/lab-204");
        }
        return new Claim.Below(slugs);
    }

    private Claim text(QueryScanner.Word word) {
        onlyEqual();
        if (word.text().isEmpty()) {
            throw mistake("the value is empty; " + field.word() + ":unknown finds what has none");
        }
        return new Claim.Matches(TextPattern.of(word.text()));
    }

    private Claim choice(String text) {
        onlyEqual();
        var folded = TextPattern.fold(text);
        if (!field.choices().contains(folded)) {
            throw mistake(field.word() + " is not " + text + expected(text));
        }
        return new Claim.Is(folded);
    }

    private Claim count(String text) {
        var folded = TextPattern.fold(text);
        if (counted("pending", folded)) {
            return new Claim.Amount(Comparison.MORE, 0, folded);
        }
        if (counted("none", folded)) {
            return new Claim.Amount(Comparison.EQUAL, 0, folded);
        }
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw mistake("a whole number expected, not " + text + expected(text));
        }
        return new Claim.Amount(comparison, Long.parseLong(text), text);
    }

    private boolean counted(String choice, String folded) {
        return comparison == Comparison.EQUAL
                && field.choices().contains(choice)
                && folded.equals(choice);
    }

    /** The package and what is claimed of its version, where something is. */
    Claim read(QueryScanner.Word name, Comparison how, QueryScanner.Word version) {
        if (name.text().isEmpty() || version.text().chars().noneMatch(c -> c >= '0' && c <= '9')) {
            throw mistake(
                    "a package and a version expected, such as openssl<3.0.15, not "
                            + name.text()
                            + how.symbol()
                            + version.text());
        }
        return new Claim.Installed(TextPattern.of(name.text()), how, version.text());
    }

    private Claim day(String text) {
        try {
            return new Claim.Day(comparison, LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            throw mistake("a day expected, such as 2026-09-01, not " + text);
        }
    }

    private Claim bytes(String text) {
        long bytes =
                ByteSize.parse(text)
                        .orElseThrow(() ->
                                mistake("a size with its unit expected, such as 8GiB or 500MB"));
        return new Claim.Amount(comparison, bytes, text);
    }

    private Claim version(QueryScanner.Word word) {
        var text = word.text();
        if (comparison == Comparison.EQUAL && text.contains("*")) {
            return new Claim.Matches(TextPattern.of(text));
        }
        if (text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
            throw mistake("a version expected, such as 12 or 24.04, not " + text);
        }
        return new Claim.Version(comparison, new VersionText(text));
    }

    private void onlyEqual() {
        if (comparison != Comparison.EQUAL) {
            throw mistake(
                    "%s cannot be compared with %s; write %s:VALUE"
                            .formatted(field.word(), comparison.symbol(), field.word()));
        }
    }

    private String expected(String text) {
        var words = new ArrayList<>(field.choices());
        words.add("unknown");
        if (field.ages()) {
            words.add("stale");
        }
        return NearestName.hint(TextPattern.fold(text), words)
                + "; possible are "
                + String.join(", ", words);
    }

    private Problem mistake(String sentence) {
        return QueryParser.mistake(position, sentence);
    }
}

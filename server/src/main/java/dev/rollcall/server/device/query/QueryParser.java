package dev.rollcall.server.device.query;

import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads a query by descent: {@code or} binds weakest, then {@code and} (which may be left out),
 * then {@code not}. Used once.
 */
final class QueryParser {

    private static final int MAX_LENGTH = 2000;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_PARTS = 100;

    private final QueryScanner scanner;
    private int parts;

    QueryParser(String text) {
        if (text.length() > MAX_LENGTH) {
            throw mistake(MAX_LENGTH, "a query has at most " + MAX_LENGTH + " characters");
        }
        this.scanner = new QueryScanner(text);
    }

    Query parse() {
        if (scanner.atEnd()) {
            return Query.everything();
        }
        var query = anyOf(0);
        if (!scanner.atEnd()) {
            throw mistake(scanner.position(), "a parenthesis closes that was never opened");
        }
        return query;
    }

    private Query anyOf(int depth) {
        var choices = new ArrayList<Query>();
        choices.add(allOf(depth));
        while (scanner.takeKeyword("or")) {
            choices.add(allOf(depth));
        }
        return choices.size() == 1 ? choices.getFirst() : new Query.Or(choices);
    }

    private Query allOf(int depth) {
        var needed = new ArrayList<Query>();
        needed.add(single(depth));
        while (scanner.takeKeyword("and") || scanner.startsPart()) {
            needed.add(single(depth));
        }
        return needed.size() == 1 ? needed.getFirst() : new Query.And(needed);
    }

    private Query single(int depth) {
        int position = scanner.position();
        if (depth > MAX_DEPTH) {
            throw mistake(position, "a query is at most " + MAX_DEPTH + " levels deep");
        }
        if (scanner.takeKeyword("not")) {
            return new Query.Not(single(depth + 1));
        }
        if (scanner.take('(')) {
            var inner = anyOf(depth + 1);
            if (!scanner.take(')')) {
                throw mistake(position, "this parenthesis is never closed");
            }
            return inner;
        }
        if (++parts > MAX_PARTS) {
            throw mistake(position, "a query asks at most " + MAX_PARTS + " things");
        }
        return atomOrWord(position);
    }

    private Query atomOrWord(int position) {
        var word = scanner.word();
        if (word.quoted()) {
            return bareWord(word, position);
        }
        var comparison = scanner.comparison();
        if (comparison.isEmpty()) {
            return bareWord(word, position);
        }
        var field =
                Subject.named(word.text())
                        .orElseThrow(() -> mistake(position, noField(word.text())));
        return new Query.Atom(field, claims(field, comparison.get(), position), position);
    }

    private static String noField(String word) {
        var names = Stream.concat(Field.words().stream(), FactNames.words().stream()).toList();
        return "there is no field "
                + word
                + NearestName.hint(TextPattern.fold(word), names)
                + "; fields are "
                + String.join(", ", Field.words())
                + ", and every fact of the inventory, such as disk.model";
    }

    private static Query bareWord(QueryScanner.Word word, int position) {
        if (word.text().isEmpty()) {
            throw mistake(position, "an empty text was asked for");
        }
        var pattern =
                word.text().contains("*")
                        ? TextPattern.of(word.text())
                        : TextPattern.containing(word.text());
        return new Query.Word(pattern, position);
    }

    private List<Claim> claims(Subject field, Comparison comparison, int position) {
        var claims = new ArrayList<Claim>();
        do {
            int at = scanner.position();
            claims.add(claim(new ClaimReader(field, comparison, at), scanner.value()));
            if (comparison != Comparison.EQUAL) {
                break;
            }
        } while (scanner.take(','));
        if (claims.size() > MAX_PARTS) {
            throw mistake(position, "an atom has at most " + MAX_PARTS + " values");
        }
        return claims;
    }

    /** A value; of a package, maybe with a comparison of its version behind. */
    private Claim claim(ClaimReader reader, QueryScanner.Word value) {
        if (reader.field().kind() != Subject.Kind.PACKAGE
                || reader.comparison() != Comparison.EQUAL) {
            return reader.read(value);
        }
        var how = scanner.comparison();
        return how.isEmpty() ? reader.read(value) : reader.read(value, how.get(), scanner.value());
    }

    static Problem mistake(int position, String sentence) {
        return new Problem(
                ProblemCode.INVALID_QUERY,
                "At character " + (position + 1) + ": " + sentence,
                Map.of("position", position));
    }
}

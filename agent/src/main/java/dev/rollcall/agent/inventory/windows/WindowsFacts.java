package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** What a script answered, by the names of its questions, and how it ended. Immutable. */
final class WindowsFacts {

    private static final int MOST_ANSWERS = 200;

    private final Map<String, Answer> answers;
    private final Optional<String> ending;

    /** What one question came to. */
    private sealed interface Answer {
        record Rows(List<Fields> rows) implements Answer {}

        record Refused(String why) implements Answer {}
    }

    private WindowsFacts(Map<String, Answer> answers, Optional<String> ending) {
        this.answers = Map.copyOf(answers);
        this.ending = ending;
    }

    /** Of a script that went on until it was stopped. */
    static WindowsFacts parse(String output) {
        return parse(output, Optional.empty());
    }

    /**
     * A line that is no answer is passed over, as is the last one of a script that was stopped.
     *
     * @param ending how the script ended by itself before it had answered everything, where it did
     */
    static WindowsFacts parse(String output, Optional<String> ending) {
        var answers = new HashMap<String, Answer>();
        output.lines()
                .limit(MOST_ANSWERS)
                .forEach(line ->
                        line(line)
                                .ifPresent(fields ->
                                        fields.text("name")
                                                .ifPresent(name ->
                                                        answer(fields)
                                                                .ifPresent(a ->
                                                                        answers.putIfAbsent(
                                                                                name, a)))));
        return new WindowsFacts(answers, ending);
    }

    private static Optional<Fields> line(String line) {
        try {
            // the mark at the beginning of a stream of UTF-8, where .NET writes one
            var text = line.startsWith("\uFEFF") ? line.substring(1) : line;
            return Optional.of(Json.wire().readTree(text))
                    .filter(tree -> tree.isObject())
                    .map(Fields::new);
        } catch (JacksonException e) {
            return Optional.empty(); // cut off, or none of ours
        }
    }

    private static Optional<Answer> answer(Fields line) {
        if (line.node().has("rows")) {
            return Optional.of(new Answer.Rows(line.list("rows")));
        }
        return line.raw("error")
                .map(why -> new Answer.Refused(Clean.text(why).orElse("no reason given")));
    }

    /** The rows of an answer; empty where the question was refused or not reached. */
    Optional<List<Fields>> rows(String question) {
        return switch (answers.get(question)) {
            case Answer.Rows(var rows) -> Optional.of(rows);
            case Answer.Refused _ -> Optional.empty();
            case null -> Optional.empty();
        };
    }

    /** The only row of an answer, or its first; one without fields where there is none. */
    Fields row(String question) {
        return rows(question)
                .flatMap(rows -> rows.stream().findFirst())
                .orElseGet(() -> new Fields(Json.wire().missingNode()));
    }

    /** The rows of an answer without which a section says nothing. */
    List<Fields> required(String question) throws IOException {
        return switch (answers.get(question)) {
            case Answer.Rows(var rows) -> rows;
            case Answer.Refused(var why) ->
                    throw new IOException(question + " cannot be read: " + why);
            case null ->
                    throw new IOException(ending.orElse(question + " was not answered in time"));
        };
    }

    /** Whether there was no time for a question: asked another day, it may be answered. */
    boolean late(String question) {
        return !answers.containsKey(question) && ending.isEmpty();
    }
}

package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What README and docs tell people to type is what the command takes. */
class HandbookTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```[a-z]*\\n(.*?)^ *```$");
    private static final Pattern INLINE = Pattern.compile("`(rollcall [^`]+)`");
    private static final Pattern TOKEN = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    @TempDir private Path home;

    private static List<String> pages() throws IOException {
        var texts = new ArrayList<String>();
        texts.add(Files.readString(Path.of("..", "README.md")));
        try (var docs = Files.list(Path.of("..", "docs"))) {
            for (var page : docs.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
                texts.add(Files.readString(page));
            }
        }
        return texts;
    }

    /** Whole command lines, such as a reader copies. */
    private static List<List<String>> lines() throws IOException {
        return pages().stream()
                .flatMap(page -> BLOCK.matcher(page).results())
                .flatMap(block -> block.group(1).replaceAll("\\\\\\n\\s*", "").lines())
                .map(line -> line.strip().replaceFirst("^scripts/", ""))
                .filter(line -> line.startsWith("rollcall "))
                .map(HandbookTest::tokens)
                .toList();
    }

    /** Up to a comment, a redirection or another command. */
    private static List<String> tokens(String line) {
        return TOKEN.matcher(line)
                .results()
                .takeWhile(m -> !m.group().matches("#|&&|\\|+|>+"))
                .skip(1)
                .map(m ->
                        Stream.of(1, 2, 3)
                                .map(m::group)
                                .filter(java.util.Objects::nonNull)
                                .findFirst()
                                .orElseThrow())
                .toList();
    }

    @Test
    void everyCommandLineInABlockIsTaken() throws IOException {
        assertThat(lines()).hasSizeGreaterThan(20);
        for (var line : lines()) {
            var command = Commands.line(CommandRun.terminalFor(home));
            assertThatCode(() -> command.parseArgs(line.toArray(String[]::new)))
                    .as("rollcall " + String.join(" ", line))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyCommandAndOptionInTheTextExists() throws IOException {
        var named =
                pages().stream()
                        .flatMap(page -> INLINE.matcher(page).results())
                        .map(m -> tokens(m.group(1)))
                        .toList();

        assertThat(named).hasSizeGreaterThan(10);
        named.forEach(HandbookTest::exists);
    }

    private static void exists(List<String> tokens) {
        var said = "rollcall " + String.join(" ", tokens);
        CommandLine at = Commands.line(CommandRun.terminalFor(Path.of("/")));
        for (var token : tokens) {
            if (at.getSubcommands().containsKey(token)) {
                at = at.getSubcommands().get(token);
            } else if (token.startsWith("-")) {
                assertThat(at.getCommandSpec().findOption(token)).as(said).isNotNull();
            } else {
                assertThat(at.getSubcommands()).as(said + ": no command " + token).isEmpty();
            }
        }
    }
}

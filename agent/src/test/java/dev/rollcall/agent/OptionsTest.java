package dev.rollcall.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.Agent.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Each command has the options that it uses, and the handbook says which. */
class OptionsTest {

    private static final Pattern ROW =
            Pattern.compile("\\| `(--[a-z-]+)[^`]*`[^|]*\\| ([^|]+) \\| .+ \\|");
    private static final Pattern COMMAND = Pattern.compile("`([a-z-]+)`");

    private static CommandLine agent() {
        return Main.command(new World(InstantSource.system(), System::nanoTime, new Random(1)));
    }

    private static List<String> commandsWith(String option) {
        return agent().getSubcommands().entrySet().stream()
                .filter(each -> each.getValue().getCommandSpec().findOption(option) != null)
                .map(java.util.Map.Entry::getKey)
                .toList();
    }

    /** The table behind this sentence. */
    private static List<String> rows() throws IOException {
        return Files.readString(Path.of("..", "docs", "operations.md"))
                .lines()
                .dropWhile(line -> !line.startsWith("The agent's commands take these options:"))
                .skip(4)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    @Test
    void theHandbookSaysOfEachOptionWhichCommandsTakeIt() throws IOException {
        assertThat(rows()).hasSizeGreaterThan(7);
        for (var line : rows()) {
            var row = ROW.matcher(line.replace("\\|", "/"));
            assertThat(row.matches()).as(line).isTrue();
            var named = COMMAND.matcher(row.group(2)).results().map(m -> m.group(1)).toList();
            var all =
                    agent().getSubcommands().keySet().stream()
                            .filter(command -> !command.equals("warm-up"))
                            .toList();

            assertThat(commandsWith(row.group(1)))
                    .as(row.group(1))
                    .containsExactlyInAnyOrderElementsOf(row.group(2).equals("all") ? all : named);
        }
    }

    /** What a command would not heed it refuses. */
    @ParameterizedTest
    @CsvSource({
        "inventory, --root",
        "inventory, --proxy",
        "inventory, --key-store",
        "status, --root",
        "status, --proxy",
        "doctor, --root",
        "doctor, --key-store",
        "seal, --proxy",
        "seal, --key-store",
        "enroll, --root"
    })
    void anOptionThatACommandDoesNotUseIsNone(String command, String option) {
        var err = new StringWriter();

        var code = agent().setErr(new PrintWriter(err, true)).execute(command, option, "x");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option").contains("'" + option + "'");
    }
}

package dev.rollcall.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.Sections;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.device.query.Field;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    @TempDir private Path home;

    @Test
    void helpShowsExamplesAndExitCodes() {
        var result = CommandRun.of(home, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("device", "Exit codes", "encrypted:no,unknown,stale");
    }

    @Test
    void everyCommandHasHelpWithADescription() {
        assertThat(CommandRun.every())
                .isNotEmpty()
                .allSatisfy(spec ->
                        assertThat(spec.usageMessage().description())
                                .as(spec.qualifiedName())
                                .isNotEmpty());
    }

    @Test
    void everyCommandCanAnswerInJson() {
        assertThat(CommandRun.every())
                .filteredOn(spec -> !spec.name().equals("help"))
                .filteredOn(spec -> !spec.name().equals("serve"))
                .allSatisfy(spec ->
                        assertThat(spec.findOption("--json")).as(spec.qualifiedName()).isNotNull());
    }

    @Test
    void aMisspelledOptionIsAUsageErrorOfOneLine() {
        var result = CommandRun.of(home, "device", "list", "--cuont");

        assertThat(result.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(result.err()).startsWith("rollcall: ").hasLineCount(1).contains("--help");
    }

    @Test
    void withoutASignInACommandSaysHowToSignIn() {
        var result = CommandRun.of(home, "device", "list");

        assertThat(result.code()).isEqualTo(ExitCode.NOT_ALLOWED.number());
        assertThat(result.err())
                .isEqualToIgnoringNewLines(
                        "rollcall: Not signed in. Sign in with: rollcall login SERVER");
    }

    @Test
    void theHelpOfAListNamesEveryFieldOfAQuery() {
        var words =
                CommandRun.of(home, "device", "list", "--help")
                        .out()
                        .replaceAll("(?s)^.*Fields: |, and every fact.*$", "")
                        .split(",\\s+");

        assertThat(words)
                .containsExactlyInAnyOrder(
                        Stream.of(Field.values()).map(Field::word).toArray(String[]::new));
    }

    @Test
    void theHelpOfChangesNamesEverySection() {
        var help = CommandRun.of(home, "changes", "--help").out().replaceAll("\\s+", " ");

        assertThat(help)
                .contains(
                        "with commas between: "
                                + Sections.kinds().stream()
                                        .map(SectionKind::name)
                                        .collect(Collectors.joining(", "))
                                + ".");
    }
}

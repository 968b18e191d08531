package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FactNamesTest {

    private static final Path HANDBOOK = Path.of("..", "docs", "queries.md");

    @Test
    void everyFactHasANameOfItsOwnWhichNoFieldHas() {
        assertThat(FactNames.words())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(Field.words());
        assertThat(FactNames.all())
                .allSatisfy(fact -> {
                    assertThat(Subject.named(fact.word())).contains(fact);
                    assertThat(Subject.named(fact.name().toUpperCase(Locale.ROOT))).contains(fact);
                });
    }

    @Test
    void theHandbookTellsThemAll() throws IOException {
        var table =
                FactNames.all().stream()
                        .map(fact ->
                                "| `%s` | %s | %s | %s |"
                                        .formatted(
                                                fact.word(),
                                                values(fact),
                                                fact.sentence(),
                                                fact.ages() ? "yes" : ""))
                        .collect(Collectors.joining("\n"));

        assertThat(Files.readString(HANDBOOK)).contains(table);
    }

    private static String values(FactName fact) {
        return switch (fact.kind()) {
            case CHOICE -> "`" + String.join("` `", fact.choices()) + "`";
            case BYTES -> "size";
            case DATE -> "day";
            default -> fact.kind().name().toLowerCase(Locale.ROOT);
        };
    }
}

package dev.rollcall.agent.inventory.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.inventory.collect.Fields;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The input follows Microsoft's documentation of ConvertTo-Json: see {@link Recorded}. */
class WindowsFactsTest {

    @Test
    void aLineThatWasCutOffCostsItsOwnQuestionOnly() throws IOException {
        var whole = Recorded.text("windows-laptop.jsonl");
        var cut = whole.substring(0, whole.indexOf("\"disks\"") + 60);

        var facts = WindowsFacts.parse(cut);

        assertThat(facts.rows("memory").orElseThrow()).hasSize(2);
        assertThat(facts.rows("disks")).isEmpty();
        assertThat(facts.rows("system")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "null",
                "[]",
                "{\"name\":\"a\"}",
                "{\"name\":7,\"rows\":[1]}",
                "{\"name\":\"a\",\"rows\":[1]",
                "Get-CimInstance : Zugriff verweigert",
                "\u0000\u0001"
            })
    void whatIsNoAnswerIsPassedOver(String output) {
        assertThat(WindowsFacts.parse(output).rows("a")).isEmpty();
    }

    @Test
    void aListIsReadInEveryFormThatPowerShellGivesIt() {
        assertThat(Recorded.rows("a", "[]").rows("a").orElseThrow()).isEmpty();
        assertThat(Recorded.rows("a", "null").rows("a").orElseThrow()).isEmpty();
        assertThat(Recorded.rows("a", "{\"x\":\"1\"}").rows("a").orElseThrow())
                .extracting(row -> row.text("x").orElseThrow())
                .containsExactly("1");
        assertThat(
                        Recorded.rows("a", "{\"value\":[\"S-1\",null,\"S-2\"],\"Count\":3}")
                                .rows("a")
                                .orElseThrow())
                .extracting(Fields::text)
                .extracting(text -> text.orElseThrow())
                .containsExactly("S-1", "S-2");
    }

    @Test
    void theFirstAnswerCountsAndAMarkOfUtf8IsNoPartOfIt() {
        var facts =
                WindowsFacts.parse(
                        "\uFEFF{\"name\":\"a\",\"rows\":[{\"x\":\"first\"}]}\r\n"
                                + "{\"name\":\"a\",\"rows\":[{\"x\":\"second\"}]}\r\n");

        assertThat(facts.row("a").text("x")).contains("first");
    }
}

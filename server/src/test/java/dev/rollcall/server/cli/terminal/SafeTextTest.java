package dev.rollcall.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

    @Test
    void whatWouldMoveTheCursorIsShownAsItsNumber() {
        assertThat(SafeText.line("a\u001b[31mb\r\n\tc\u009b"))
                .isEqualTo("a\\x1b[31mb\\x0d\\x0a\\x09c\\x9b");
    }

    @Test
    void whatWouldReorderOrHideLettersIsShownAsItsNumber() {
        assertThat(SafeText.line("a\u202eb\u200bc\u2028"))
                .isEqualTo("a\\u{202e}b\\u{200b}c\\u{2028}");
        assertThat(SafeText.line("x\ud800")).isEqualTo("x\\u{d800}");
    }

    @Test
    void lettersOfEveryLanguageStay() {
        assertThat(SafeText.line("Übungs-PC 日本 😀")).isEqualTo("Übungs-PC 日本 😀");
    }

    @Test
    void aTextOfManyLinesKeepsItsLinesOnly() {
        assertThat(SafeText.lines("a\n\tb\u0007\r\n")).isEqualTo("a\n\tb\\x07\\x0d\n");
    }
}

package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {

    @ParameterizedTest
    @CsvSource({
        "lab-204, LAB-204, true",
        "lab-204, lab-2045, false",
        "lab*, lab-204, true",
        "lab*, mylab, false",
        "*204, lab-204, true",
        "*a*b*, xaxbx, true",
        "*a*b*, xbxax, false",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "a%b, axb, false",
        "a_b, axb, false",
        "*, '', true",
        "**, x, true"
    })
    void matchesAsAWholeAndFoldsOnlyPlainLetters(String pattern, String text, boolean matches) {
        assertThat(TextPattern.of(pattern).matches(text)).isEqualTo(matches);
    }
}

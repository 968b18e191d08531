package dev.rollcall.common.pki;

import static dev.rollcall.common.pki.KeyProtection.ATTESTED;
import static dev.rollcall.common.pki.KeyProtection.CLAIMED;
import static dev.rollcall.common.pki.KeyProtection.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyProtectionTest {

    @ParameterizedTest
    @CsvSource({
        "FILE, FILE, FILE",
        "FILE, CLAIMED, CLAIMED",
        "FILE, ATTESTED, CLAIMED",
        "CLAIMED, FILE, FILE",
        "CLAIMED, CLAIMED, CLAIMED",
        "CLAIMED, ATTESTED, CLAIMED",
        "ATTESTED, FILE, ATTESTED",
        "ATTESTED, CLAIMED, ATTESTED",
        "ATTESTED, ATTESTED, ATTESTED"
    })
    void nobodyAttestsToThemselves(KeyProtection known, KeyProtection claim, KeyProtection then) {
        assertThat(known.whenClaimed(claim)).isEqualTo(then);
    }

    @Test
    void wordsAreThoseOfTheWire() {
        assertThat(FILE.word()).isEqualTo("file");
        assertThat(KeyProtection.ofWord("claimed")).isEqualTo(CLAIMED);
        assertThat(KeyProtection.ofWord(ATTESTED.word())).isEqualTo(ATTESTED);
    }
}

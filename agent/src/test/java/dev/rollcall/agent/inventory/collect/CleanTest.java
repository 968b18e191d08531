package dev.rollcall.agent.inventory.collect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Default string",
                "To be filled by O.E.M.",
                "TO BE FILLED BY O.E.M.",
                "0",
                "00000000",
                "System Serial Number",
                "None",
                " none ",
                "N/A",
                "Not Specified",
                "",
                "  ",
                "\u0000",
                "xxxxxxxxxx",
                "........",
                "FFFFFFFF",
                "0123456789",
                "Unknown",
                "\u202e",
                "-",
                "x"
            })
    void whatMakersLeaveUnfilledIsAbsent(String raw) {
        assertThat(Clean.maker(raw)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5CG1234XYZ", "PF-0ABCDE", "LHS-0417", "=cmd|' /C calc'!A0"})
    void aRealSerialStaysAsItIs(String raw) {
        assertThat(Clean.maker(raw))
                .contains(raw); // a formula is disarmed where sheets are written
    }

    @Test
    void controlAndDirectionCharactersVanish() {
        assertThat(Clean.text("\u001b[31mSER\u0007IAL\u202e\u0000 42\r\n\tX"))
                .contains("[31mSERIAL 42 X");
    }

    @Test
    void textIsBoundedWithoutCuttingACharacterInTwo() {
        var cleaned = Clean.text("\ud83d\ude80".repeat(1000)).orElseThrow();

        assertThat(cleaned.length()).isLessThanOrEqualTo(Clean.MAX_LENGTH);
        assertThat(cleaned.codePoints().allMatch(c -> c == 0x1f680)).isTrue();
    }

    @Test
    void everyScriptIsWelcome() {
        for (var name : new String[] {"пакет-данных", "软件包", "حزمة", "café", "パッケージ"}) {
            assertThat(Clean.text(name)).contains(name);
        }
    }
}

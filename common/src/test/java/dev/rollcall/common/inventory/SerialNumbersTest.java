package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialNumbersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "00000000",
                "xxxxxxxx",
                "..........",
                "-",
                "To be filled by O.E.M.",
                "to be  filled by o.e.m.",
                "Default string",
                "None",
                "123456789",
                "System Serial Number",
                "Not Specified",
                "INVALID",
                "N/A",
                "00000000-0000-0000-0000-000000000000",
                "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "03000200-0400-0500-0006-000700080009"
            })
    void whatManyMachinesShareIsNoSerial(String junk) {
        assertThat(SerialNumbers.isJunk(junk)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PF3K7Q2L",
                "5CG1234ABC",
                "C02XL0GTJGH5",
                "SIM0000417",
                "0000001",
                "MXL-0000-0001",
                "4c4c4544-0042-3510-8051-b4c04f503332"
            })
    void whatOneMachineHasIsOne(String serial) {
        assertThat(SerialNumbers.isJunk(serial)).isFalse();
    }

    @Test
    void capitalsAndWhiteSpaceMakeNoDifference() {
        assertThat(SerialNumbers.normal("  pf3k  7q2l "))
                .isEqualTo(SerialNumbers.normal("PF3K 7Q2L"));
    }
}

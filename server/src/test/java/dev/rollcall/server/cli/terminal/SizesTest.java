package dev.rollcall.server.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1048575, 1.0 MiB",
        "25276502016, 23.5 GiB",
        "274877906944, 256.0 GiB",
        "9223372036854775807, 8192.0 PiB"
    })
    void aSizeHasTheUnitThatFitsIt(long bytes, String words) {
        assertThat(Sizes.words(bytes)).isEqualTo(words);
    }
}

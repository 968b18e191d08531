package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.json.Digest;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTextTest {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private final String token = TokenText.generate(new SecureRandom()).revealText();

    @Test
    void readsWhatItWrites() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);

        assertThat(TokenText.digest(TokenText.write(bytes))).contains(Digest.of(bytes));
    }

    /** Tokens are printed on labels, and their digests stand in databases. */
    @Test
    void aTokenThatWasPrintedLongAgoHasTheDigestThatIsStored() {
        var printed = "rce_aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypqj";
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        assertThat(TokenText.write(bytes)).isEqualTo(printed);
        assertThat(TokenText.digest(printed).map(Digest::hex))
                .contains("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd");
    }

    @Test
    void isBase32AsOthersWriteIt() {
        var bytes = new byte[32];
        bytes[0] = (byte) 0xff;

        assertThat(TokenText.write(bytes)).startsWith("rce_74aaaaaa").hasSize(4 + 52 + 1);
    }

    @Test
    void showsEverySingleTypo() {
        for (int at = 4; at < token.length(); at++) {
            for (char letter : LETTERS.toCharArray()) {
                var typo = token.substring(0, at) + letter + token.substring(at + 1);
                if (!typo.equals(token)) {
                    assertThat(TokenText.digest(typo)).as(typo).isEmpty();
                }
            }
        }
    }

    @Test
    void showsSwappedNeighbours() {
        for (int at = 4; at + 1 < token.length(); at++) {
            var swapped =
                    token.substring(0, at)
                            + token.charAt(at + 1)
                            + token.charAt(at)
                            + token.substring(at + 2);
            if (!swapped.equals(token)) {
                assertThat(TokenText.digest(swapped)).as(swapped).isEmpty();
            }
        }
    }

    @Test
    void forgivesSpaceAroundItAndCapitals() {
        assertThat(TokenText.digest(" " + token.toUpperCase(Locale.ROOT) + "\n"))
                .isEqualTo(TokenText.digest(token))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rce_",
                "hello",
                "rce_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "rce_0000000000000000000000000000000000000000000000000000a",
                "rcx_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void takesNothingElse(String text) {
        assertThat(TokenText.digest(text)).isEmpty();
        assertThat(TokenText.digest(text.repeat(1000))).isEmpty();
    }
}

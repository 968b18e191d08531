package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SemanticVersionTest {

    /** The examples of semver.org, §11: each is less than the next. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0 2.0.0 2.1.0 2.1.1",
                "1.0.0-alpha 1.0.0",
                "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2"
                        + " 1.0.0-beta.11 1.0.0-rc.1 1.0.0"
            })
    void ordersAsTheSpecificationDoes(String ascending) {
        var versions = List.of(ascending.split(" "));

        for (int i = 0; i < versions.size(); i++) {
            for (int j = 0; j < versions.size(); j++) {
                assertThat(sign(versions.get(i), versions.get(j)))
                        .as("%s and %s", versions.get(i), versions.get(j))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0.0, 0",
        "1, 1.0.1, -1",
        "10.0.19045.3636, 10.0.19045.398, 1",
        "1.0.0+20130313144700, 1.0.0, 0",
        "1.0.0+a-1, 1.0.0+b, 0",
        "v1.2, 1.2, 0",
        "v1.2, 2, -1",
        "24.08, 24.9, -1",
        "007, 7, 0",
        "1.10a, 1.9a, 1",
        "1.9, 1.9a, -1",
        "1.0.0-, 1.0.0, 0",
        "1.0.0-2, 1.0.0-11, -1",
        "1.0.0-11, 1.0.0-a, -1",
        "1..2, 1.0.2, 0",
        "99999999999999999999998.1, 99999999999999999999999, -1",
        "'', 0, 0",
        "'', 1, -1",
        "9, beta, -1"
    })
    void takesAnyText(String left, String right, int expected) {
        assertThat(List.of(sign(left, right), sign(right, left)))
                .isEqualTo(List.of(expected, -expected));
    }

    @Test
    void isAnOrderWhateverIsWritten() {
        var random = new Random(20270114);
        var texts = new ArrayList<String>();
        for (int i = 0; i < 120; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(7); length > 0; length--) {
                text.append("0019.-+av ".charAt(random.nextInt(10)));
            }
            texts.add(text.toString());
        }

        for (var a : texts) {
            for (var b : texts) {
                assertThat(sign(a, b)).isEqualTo(-sign(b, a));
                for (var c : texts) {
                    if (sign(a, b) <= 0 && sign(b, c) <= 0) {
                        assertThat(sign(a, c)).as("%s, %s, %s", a, b, c).isNotPositive();
                    }
                }
            }
        }
    }

    private static int sign(String a, String b) {
        return Integer.signum(SemanticVersion.TEXT_ORDER.compare(a, b));
    }
}

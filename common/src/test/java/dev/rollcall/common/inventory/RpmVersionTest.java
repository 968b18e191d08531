package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpmVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0, 0",
        "1.0, 1.1, -1",
        "1.9, 1.10, -1",
        "1.0, 1.0.1, -1",
        "1.0a, 1.0, 1",
        "1.0~rc1, 1.0, -1",
        "1.0^git1, 1.0, 1",
        "1.0^git1, 1.0.1, -1",
        "1.0-1, 1.0_1, 0",
        "a, 1, -1",
        "007, 7, 0",
        "5.14.0-427.13.1.el9_4.x86_64, 5.14.0-427.el9.x86_64, 1",
        "6.8.5-301.fc40.x86_64, 6.8.10-300.fc40.x86_64, -1",
        "'', '', 0",
        "'', 1, -1"
    })
    void ordersAsRpmDoes(String left, String right, int expected) {
        int there = RpmVersion.TEXT_ORDER.compare(left, right);
        int back = RpmVersion.TEXT_ORDER.compare(right, left);

        assertThat(List.of(Integer.signum(there), Integer.signum(back)))
                .isEqualTo(List.of(expected, -expected));
    }
}

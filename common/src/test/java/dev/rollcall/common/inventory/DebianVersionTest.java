package dev.rollcall.common.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebianVersionTest {

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0, 0",
        "1.0, 1.1, -1",
        "1.9, 1.10, -1",
        "1.0~rc1, 1.0, -1",
        "1.0~~, 1.0~, -1",
        "1.0~rc1, 1.0~rc2, -1",
        "1:0.1, 2.0, 1",
        "0:1.0, 1.0, 0",
        "1.0-1, 1.0-2, -1",
        "1.0, 1.0-1, -1",
        "1.0-0, 1.0, 0",
        "1.0-1, 1.0-1+deb12u1, -1",
        "1.0-1~bpo12+1, 1.0-1, -1",
        "1.0a, 1.0+, -1",
        "1.0.a, 1.0a, 1",
        "1.001, 1.1, 0",
        "3.0.19-1~deb12u2, 3.0.20-1~deb12u2, -1",
        "1.2-3-4, 1.2-3-5, -1",
        "99999999999999999999999999, 100000000000000000000000000, -1",
        "2.36-9+deb12u10, 2.36-9+deb12u9, 1",
        "not:a:version, not:a:version, 0",
        "6.1.0-30-amd64, 6.1.0-9-amd64, 1"
    })
    void ordersAsThePolicyManualSays(String left, String right, int expected) {
        int there = DebianVersion.TEXT_ORDER.compare(left, right);
        int back = DebianVersion.TEXT_ORDER.compare(right, left);

        assertThat(List.of(Integer.signum(there), Integer.signum(back)))
                .isEqualTo(List.of(expected, -expected));
    }
}

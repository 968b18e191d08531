package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTextTest {

    @ParameterizedTest
    @CsvSource({
        "9, <, 10",
        "12, =, 12.0",
        "12, =, 012",
        "12.4, <, 12.11",
        "24.04, >, 22.10",
        "1.0-rc1, <, 1.0",
        "1.0-rc1, <, 1.0-rc2",
        "1.0-beta2, <, 1.0",
        "1.0.dev, <, 1.0.0",
        "1.1.1w, =, 1.1.1",
        "6.1.0-47-amd64, =, 6.1.0-47",
        "6.1.0-47-amd64, >, 6.1.0-46",
        "6.1.0-47-amd64, <, 6.1.0-48",
        "6.8.0-45-generic, <, 6.8.0-45.1",
        "5.14.0-427.el9.x86_64, =, 5.14.0-427",
        "5.14.0-427.el9.x86_64, <, 5.14.0-427.13.1.el9_4.x86_64",
        "0.1.0, <, 0.2",
        "3.0.15-1~deb12u1, >, 3.0.9",
        "99999999999999999999, >, 9",
        "'', =, 0"
    })
    void comparesNumberByNumber(String a, String sign, String b) {
        int result = new VersionText(a).compareTo(new VersionText(b));
        int back = new VersionText(b).compareTo(new VersionText(a));

        assertThat(Integer.signum(result)).isEqualTo("<=>".indexOf(sign) - 1);
        assertThat(Integer.signum(back)).isEqualTo(-Integer.signum(result));
    }
}

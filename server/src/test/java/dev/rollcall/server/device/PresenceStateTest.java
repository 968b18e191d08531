package dev.rollcall.server.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceStateTest {

    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");

    @ParameterizedTest(name = "{0} ago: {1}")
    @CsvSource({
        "PT0S, SEEN",
        "PT35M, SEEN",
        "PT35M1S, LATE",
        "P7D, LATE",
        "P7DT1S, MISSING",
        "P400D, MISSING"
    })
    void isCalculatedFromTheLastCheckIn(Duration ago, PresenceState expected) {
        assertThat(PresenceState.of(NOW.minus(ago), NOW)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "127.0.0.1, LOOPBACK", "::1, LOOPBACK", "10.1.2.3, PRIVATE", "192.168.0.9, PRIVATE",
        "169.254.1.1, PRIVATE", "fd00::1, PRIVATE", "fe80::1, PRIVATE", "8.8.8.8, PUBLIC",
        "2001:db8::1, PUBLIC"
    })
    void onlyTheKindOfAnAddressIsKept(String address, AddressKind expected)
            throws UnknownHostException {
        assertThat(AddressKind.of(InetAddress.getByName(address))).isEqualTo(expected);
        assertThat(AddressKind.ofLiteral(address)).isEqualTo(expected);
    }
}

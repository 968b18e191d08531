package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.agent.TestCa;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {

    private static final TestCa CA = new TestCa("Lincoln");

    @ParameterizedTest
    @CsvSource({
        "rollcall.example.org, rollcall.example.org, true",
        "rollcall.example.org, ROLLCALL.Example.org, true",
        "rollcall.example.org, example.org, false",
        "*.example.org, rollcall.example.org, true",
        "*.example.org, a.b.example.org, false",
        "*.example.org, example.org, false",
        "*.org, example.org, false",
        "127.0.0.1, 127.0.0.1, false"
    })
    void aNameMatchesAName(String name, String host, boolean matches) {
        var certificate = CA.server(TestCa.host(name)).certificate();

        assertThat(HostNames.matches(certificate, host)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1, true",
        "127.0.0.1, localhost, false"
    })
    void anAddressMatchesAnAddress(String name, String host, boolean matches) {
        var certificate = CA.server(TestCa.address(name)).certificate();

        assertThat(HostNames.matches(certificate, host)).isEqualTo(matches);
    }
}

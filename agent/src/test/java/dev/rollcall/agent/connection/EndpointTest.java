package dev.rollcall.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @Test
    void readsNamesAndAddresses() {
        assertThat(Endpoint.parse("rollcall.example.org:7443"))
                .isEqualTo(new Endpoint("rollcall.example.org", 7443));
        assertThat(Endpoint.parse("[2001:db8::1]:7443"))
                .isEqualTo(new Endpoint("2001:db8::1", 7443))
                .hasToString("[2001:db8::1]:7443");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", "host:", "host:0", "host:65536", "::1:443", "a b:1", "h:1/x"})
    void refusesEverythingElse(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
    }
}

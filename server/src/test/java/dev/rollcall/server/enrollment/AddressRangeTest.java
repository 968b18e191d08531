package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.4.0.0/16, 10.4.255.255, true",
        "10.4.0.0/16, 10.5.0.0, false",
        "10.4.0.0/15, 10.5.0.0, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "10.4.1.7, 10.4.1.7, true",
        "10.4.1.7, 10.4.1.8, false",
        "2001:db8:4::/48, 2001:db8:4:ffff::1, true",
        "2001:db8:4::/48, 2001:db8:5::1, false",
        "0.0.0.0/0, 2001:db8::1, false",
        "10.4.0.0/16, ::ffff:10.4.1.1, true",
    })
    void itHoldsTheAddressesThatBeginAlike(String range, String address, boolean held) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.4.1.0/16",
                "10.4.0.0/33",
                "10.4.0.0/",
                "10.4.0.0/-1",
                "lincoln",
                "",
                "::/129"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itIsWrittenAsItIsRead() {
        var range = AddressRange.parse("2001:db8:4::/48");

        assertThat(AddressRange.parse(range.toString())).isEqualTo(range);
    }
}

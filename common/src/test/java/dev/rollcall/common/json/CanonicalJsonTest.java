package dev.rollcall.common.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    record Disk(String name, Optional<Long> size, Optional<String> serial, List<String> tags) {}

    @Test
    void sortsKeysByUtf16AndLeavesOutWhatIsAbsent() {
        var disk = new Disk("sdä", Optional.of(512L), Optional.empty(), List.of("b", "a"));

        assertThat(CanonicalJson.text(disk))
                .isEqualTo("{\"name\":\"sdä\",\"size\":512,\"tags\":[\"b\",\"a\"]}");
    }

    /** The string example of RFC 8785 section 3.2.2.2. */
    @Test
    void escapesAsTheRfcDoes() {
        var tree =
                Json.wire()
                        .readTree(
                                "{\"s\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"}");

        assertThat(CanonicalJson.text(tree))
                .isEqualTo("{\"s\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void refusesNumbersThatReadersDisagreeOn() {
        assertThatThrownBy(() -> CanonicalJson.text(List.of(0.5)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CanonicalJson.text(List.of(1L << 53)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(CanonicalJson.text(List.of((1L << 53) - 1))).isEqualTo("[9007199254740991]");
    }
}

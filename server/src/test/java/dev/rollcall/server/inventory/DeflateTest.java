package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DeflateTest {

    private static final byte[] BODY =
            "{\"model\":\"T14\",\"serial\":\"ünits\"}".getBytes(StandardCharsets.UTF_8);

    /** Another zlib may find shorter bytes: only what they inflate to is frozen. */
    @Test
    void aBodyThatWasStoredLongAgoIsReadAsOneStoredNow() {
        var stored =
                HexFormat.of()
                        .parseHex(
                                "789cab56cacd4f49cd51b2520a313451d2512a4e2dca4c04710fefc9cb2c2956aa0500b1e80b30");

        assertThat(Deflate.inflated(stored, BODY.length)).isEqualTo(BODY);
        assertThat(Deflate.inflated(Deflate.deflated(BODY).toArray(), BODY.length)).isEqualTo(BODY);
    }
}

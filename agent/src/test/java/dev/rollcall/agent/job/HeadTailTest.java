package dev.rollcall.agent.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadTailTest {

    private static byte[] numbered(int size) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; out.size() < size; i++) {
            out.writeBytes((i + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        return Arrays.copyOf(out.toByteArray(), size);
    }

    private static KeptOutput keep(byte[] bytes, int piece) {
        var keeper = new HeadTail();
        for (int at = 0; at < bytes.length; at += piece) {
            keeper.write(bytes, at, Math.min(piece, bytes.length - at));
        }
        return keeper.kept();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_071, 131_072})
    void keepsAllThatFitsIntoHeadAndTail(int size) {
        var bytes = numbered(size);

        var kept = keep(bytes, 1000);

        assertThat(kept.kept().toArray()).isEqualTo(bytes);
        assertThat(kept.total()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {131_073, 196_608, 196_609, 1_000_000})
    void cutsTheMiddleAndSaysHowMuch(int size) {
        var bytes = numbered(size);

        for (int piece : new int[] {1000, 8192, 65_536, 200_000}) {
            var kept = keep(bytes, piece);

            var cut = "\n[... " + (size - 131_072) + " bytes cut here ...]\n";
            assertThat(new String(kept.kept().toArray(), StandardCharsets.US_ASCII))
                    .isEqualTo(
                            new String(bytes, 0, 65_536, StandardCharsets.US_ASCII)
                                    + cut
                                    + new String(
                                            bytes,
                                            size - 65_536,
                                            65_536,
                                            StandardCharsets.US_ASCII));
            assertThat(kept.total()).isEqualTo(size);
        }
    }

    @Test
    void findsTheLastLineThatSaysSomething() {
        assertThat(
                        HeadTail.lastLine(
                                keep(
                                        "one\n two\u0007 \n\n \n".getBytes(StandardCharsets.UTF_8),
                                        3)))
                .isEqualTo("two");
        assertThat(HeadTail.lastLine(KeptOutput.NONE)).isEmpty();
    }
}

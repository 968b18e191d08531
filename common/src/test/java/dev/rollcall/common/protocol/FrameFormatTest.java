package dev.rollcall.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.MalformedFrameException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameFormatTest {

    private static Frame frame(boolean deflated, byte[] payload) {
        return new Frame(Lane.CONTROL, deflated, 1, Bytes.copyOf(payload));
    }

    private static void isMalformed(Frame frame, Reason reason) {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> MessageCodec.agentMessage(frame))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void isMalformed(byte[] bytes, Reason reason) {
        assertThatExceptionOfType(MalformedFrameException.class)
                .isThrownBy(() -> FrameFormat.read(bytes))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] behindLength(byte[] whole) {
        return Arrays.copyOfRange(whole, 4, whole.length);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        var whole = MessageCodec.encode(Lane.BULK, 7, new RenewalRequest("x".repeat(8000)));
        var read = FrameFormat.read(behindLength(whole));

        assertThat(whole.length).isLessThan(200);
        assertThat(read.lane()).isEqualTo(Lane.BULK);
        assertThat(read.correlation()).isEqualTo(7);
        assertThat(MessageCodec.agentMessage(read)).isEqualTo(new RenewalRequest("x".repeat(8000)));
    }

    @Test
    void refusesHeadersItDoesNotKnow() {
        isMalformed(new byte[6], Reason.TRUNCATED);
        isMalformed(new byte[Frame.MAX_LENGTH + 1], Reason.TOO_LARGE);
        isMalformed(new byte[] {2, 0, 0, 0, 0, 0, 0}, Reason.UNKNOWN_VERSION);
        isMalformed(new byte[] {1, 9, 0, 0, 0, 0, 0}, Reason.UNKNOWN_ENCODING);
        isMalformed(new byte[] {1, 0, 2, 0, 0, 0, 0}, Reason.UNKNOWN_LANE);
        isMalformed(new byte[] {1, 0, -1, 0, 0, 0, 0}, Reason.UNKNOWN_LANE);
    }

    @Test
    void aDeflateBombIsCutOffWhileInflating() {
        isMalformed(
                frame(true, FrameFormat.deflate(new byte[200 * 1024 * 1024])),
                Reason.INFLATES_TOO_FAR);
    }

    @Test
    void brokenDeflateIsRefused() {
        var whole = FrameFormat.deflate(json("{\"type\":\"nudge\",\"reason\":\"job\"}"));
        isMalformed(frame(true, Arrays.copyOf(whole, whole.length - 6)), Reason.BAD_DEFLATE);
        isMalformed(frame(true, Arrays.copyOf(whole, whole.length + 1)), Reason.BAD_DEFLATE);
        isMalformed(frame(true, json("not deflated")), Reason.BAD_DEFLATE);
    }

    @Test
    void whatIsNoMessageIsRefused() {
        isMalformed(frame(false, new byte[0]), Reason.NOT_A_MESSAGE);
        isMalformed(frame(false, json("[]")), Reason.NOT_A_MESSAGE);
        isMalformed(frame(false, json("{\"type\":\"check-in\"}")), Reason.NOT_A_MESSAGE);
        isMalformed(
                frame(false, json("{\"type\":\"renewal-request\",\"csr\":\"a\",\"csr\":\"b\"}")),
                Reason.NOT_A_MESSAGE);
        isMalformed(
                frame(false, json("{\"type\":\"renewal-request\",\"csr\":\"a\"}{}")),
                Reason.NOT_A_MESSAGE);
        isMalformed(
                frame(false, json("{\"type\":\"renewal-request\",\"csr\":7}")),
                Reason.NOT_A_MESSAGE);
        isMalformed(
                frame(
                        false,
                        json(
                                "{\"type\":\"renewal-request\",\"csr\":\"a\",\"x\":"
                                        + "[".repeat(500)
                                        + "]".repeat(500)
                                        + "}")),
                Reason.NOT_A_MESSAGE);
        isMalformed(
                frame(
                        false,
                        "{\"type\":\"renewal-request\",\"csr\":\"ä\"}"
                                .getBytes(StandardCharsets.ISO_8859_1)),
                Reason.NOT_A_MESSAGE);
        isMalformed(
                frame(
                        false,
                        "{\"type\":\"renewal-request\",\"csr\":\"a\"}"
                                .getBytes(StandardCharsets.UTF_16LE)),
                Reason.NOT_A_MESSAGE);
    }

    @Test
    void anUnknownMessageIsUnsupportedAndUnknownFieldsAreIgnored() throws Exception {
        assertThat(
                        MessageCodec.agentMessage(
                                frame(false, json("{\"type\":\"teleport\",\"to\":\"moon\"}"))))
                .isEqualTo(new Unsupported("teleport"));
        assertThat(
                        MessageCodec.agentMessage(
                                frame(
                                        false,
                                        json(
                                                "{\"type\":\"renewal-request\",\"csr\":\"a\",\"new\":1}"))))
                .isEqualTo(new RenewalRequest("a"));
    }

    @Test
    void aMillionRandomBytesAreOnlyEverMalformed() {
        var random = new Random(20261123);
        for (int i = 0; i < 4000; i++) {
            var bytes = new byte[random.nextInt(500)];
            random.nextBytes(bytes);
            try {
                MessageCodec.agentMessage(FrameFormat.read(bytes));
                MessageCodec.agentMessage(frame(random.nextBoolean(), bytes));
            } catch (MalformedFrameException e) {
                assertThat(e.reason()).isNotNull();
            }
        }
    }
}

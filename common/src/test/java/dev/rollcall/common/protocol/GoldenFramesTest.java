package dev.rollcall.common.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.Golden;
import dev.rollcall.common.id.RunId;
import dev.rollcall.common.json.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole frames as they cross the wire, length field and header included. */
class GoldenFramesTest {

    private static final Nudge NUDGE = new Nudge("job");
    private static final RunOutput OUTPUT =
            new RunOutput(
                    RunId.parse("01928a6e-0000-7000-8000-000000000001"), 0, 5, Bytes.utf8("hello"));
    private static final RenewalRequest LARGE =
            new RenewalRequest(
                    IntStream.range(0, 300)
                            .mapToObj(i -> "line " + i + " of a request\n")
                            .collect(Collectors.joining()));

    private static final int ABOVE_THE_LARGEST_INT = 0xfedcba98;
    private static final int HEADER = Integer.BYTES + Frame.HEADER_LENGTH;

    private static byte[] golden(String name) {
        return HexFormat.of().parseHex(Golden.text("frames/" + name + ".hex").replace("\n", ""));
    }

    private static Frame read(byte[] whole) throws MalformedFrameException {
        return FrameFormat.read(Arrays.copyOfRange(whole, Integer.BYTES, whole.length));
    }

    @Test
    void aNudgeStandsOnTheControlLaneUnderNoCorrelation() throws Exception {
        var golden = golden("nudge");

        assertThat(MessageCodec.encode(Lane.CONTROL, 0, NUDGE)).isEqualTo(golden);
        var read = read(golden);
        assertThat(read.lane()).isEqualTo(Lane.CONTROL);
        assertThat(read.deflated()).isFalse();
        assertThat(read.correlation()).isZero();
        assertThat(MessageCodec.serverMessage(read)).isEqualTo(NUDGE);
    }

    @Test
    void runOutputStandsOnTheBulkLaneUnderAllBitsOfItsCorrelation() throws Exception {
        var golden = golden("run-output");

        assertThat(MessageCodec.encode(Lane.BULK, ABOVE_THE_LARGEST_INT, OUTPUT)).isEqualTo(golden);
        var read = read(golden);
        assertThat(read.lane()).isEqualTo(Lane.BULK);
        assertThat(read.correlation()).isEqualTo(ABOVE_THE_LARGEST_INT);
        assertThat(MessageCodec.agentMessage(read)).isEqualTo(OUTPUT);
    }

    /** Another zlib may find shorter bytes: only what they inflate to is frozen. */
    @Test
    void aDeflatedFrameIsReadAndItsHeaderWritten() throws Exception {
        var golden = golden("renewal-request-deflated");
        var written = MessageCodec.encode(Lane.CONTROL, 7, LARGE);

        var read = read(golden);
        assertThat(read.deflated()).isTrue();
        assertThat(MessageCodec.agentMessage(read)).isEqualTo(LARGE);
        assertThat(Arrays.copyOfRange(written, Integer.BYTES, HEADER))
                .isEqualTo(Arrays.copyOfRange(golden, Integer.BYTES, HEADER));
        assertThat(FrameFormat.payload(read(written))).isEqualTo(FrameFormat.payload(read));
    }

    @Test
    void theConversationHasItsName() {
        assertThat(Frame.ALPN).isEqualTo("rollcall/1");
    }
}

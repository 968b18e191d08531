package dev.rollcall.common.protocol;

import static dev.rollcall.common.protocol.MalformedFrameException.Reason.BAD_DEFLATE;
import static dev.rollcall.common.protocol.MalformedFrameException.Reason.INFLATES_TOO_FAR;
import static dev.rollcall.common.protocol.MalformedFrameException.Reason.TOO_LARGE;
import static dev.rollcall.common.protocol.MalformedFrameException.Reason.TRUNCATED;
import static dev.rollcall.common.protocol.MalformedFrameException.Reason.UNKNOWN_ENCODING;
import static dev.rollcall.common.protocol.MalformedFrameException.Reason.UNKNOWN_LANE;
import static dev.rollcall.common.protocol.MalformedFrameException.Reason.UNKNOWN_VERSION;

import dev.rollcall.common.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Frames to bytes and back. Pure; the sockets are elsewhere. */
public final class FrameFormat {

    private static final byte PLAIN = 0;
    private static final byte DEFLATED = 1;

    /**
     * Below, a packet or two less are not worth the time: ids, digests and signatures hardly
     * shrink.
     */
    private static final int WORTH_DEFLATING = 4 * 1024;

    private FrameFormat() {}

    /** A whole frame, length field included, deflated where that makes it smaller. */
    static byte[] write(Lane lane, int correlation, byte[] json) {
        var payload = json;
        var encoding = PLAIN;
        if (json.length > WORTH_DEFLATING) {
            var smaller = deflate(json);
            if (smaller.length < json.length) {
                payload = smaller;
                encoding = DEFLATED;
            }
        }
        int length = Frame.HEADER_LENGTH + payload.length;
        if (length > Frame.MAX_LENGTH || json.length > Frame.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "message of " + json.length + " bytes is larger than a frame may be");
        }
        return ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .put(Frame.VERSION)
                .put(encoding)
                .put(lane.wire())
                .putInt(correlation)
                .put(payload)
                .array();
    }

    /** Reads what stands behind the length field: exactly one frame. */
    public static Frame read(byte[] bytes) throws MalformedFrameException {
        if (bytes.length > Frame.MAX_LENGTH) {
            throw new MalformedFrameException(TOO_LARGE);
        }
        if (bytes.length < Frame.HEADER_LENGTH) {
            throw new MalformedFrameException(TRUNCATED);
        }
        var in = ByteBuffer.wrap(bytes);
        if (in.get() != Frame.VERSION) {
            throw new MalformedFrameException(UNKNOWN_VERSION);
        }
        byte encoding = in.get();
        if (encoding != PLAIN && encoding != DEFLATED) {
            throw new MalformedFrameException(UNKNOWN_ENCODING);
        }
        var lane = lane(in.get());
        int correlation = in.getInt();
        var payload = new byte[in.remaining()];
        in.get(payload);
        return new Frame(lane, encoding == DEFLATED, correlation, Bytes.copyOf(payload));
    }

    private static Lane lane(byte wire) throws MalformedFrameException {
        for (var lane : Lane.values()) {
            if (lane.wire() == wire) {
                return lane;
            }
        }
        throw new MalformedFrameException(UNKNOWN_LANE);
    }

    static byte[] payload(Frame frame) throws MalformedFrameException {
        var bytes = frame.payload().toArray();
        return frame.deflated() ? inflate(bytes) : bytes;
    }

    /** Zlib-deflated. */
    static byte[] deflate(byte[] bytes) {
        try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream(bytes.length / 2 + 64);
            var chunk = new byte[8192];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        }
    }

    /** Counts while inflating, so that a small frame can never become a large message. */
    static byte[] inflate(byte[] bytes) throws MalformedFrameException {
        try (var inflater = new Inflater()) {
            inflater.setInput(bytes);
            var out = new ByteArrayOutputStream(Math.min(bytes.length * 4, 64 * 1024));
            var chunk = new byte[8192];
            while (!inflater.finished()) {
                int n = inflater.inflate(chunk);
                if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw new MalformedFrameException(BAD_DEFLATE);
                }
                if (out.size() + n > Frame.MAX_LENGTH) {
                    throw new MalformedFrameException(INFLATES_TOO_FAR);
                }
                out.write(chunk, 0, n);
            }
            if (inflater.getRemaining() > 0) {
                throw new MalformedFrameException(BAD_DEFLATE);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new MalformedFrameException(BAD_DEFLATE, e);
        }
    }
}

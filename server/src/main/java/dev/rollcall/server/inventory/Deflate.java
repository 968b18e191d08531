package dev.rollcall.server.inventory;

import dev.rollcall.common.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Bodies as they are stored: zlib-deflated (RFC 1950). */
final class Deflate {

    private static final int CHUNK = 16 * 1024;

    private Deflate() {}

    static Bytes deflated(byte[] bytes) {
        try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION)) {
            deflater.setInput(bytes);
            deflater.finish();
            var out = new ByteArrayOutputStream(bytes.length / 3 + 64);
            var chunk = new byte[CHUNK];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return Bytes.copyOf(out.toByteArray());
        }
    }

    /**
     * @param size that was stored beside the bytes
     */
    static byte[] inflated(byte[] deflated, int size) {
        try (var inflater = new Inflater()) {
            inflater.setInput(deflated);
            var bytes = new byte[size];
            int read = 0;
            while (read < size) {
                int more = inflater.inflate(bytes, read, size - read);
                if (more == 0) {
                    throw new IllegalStateException("a stored body is shorter than its size");
                }
                read += more;
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new IllegalStateException("a stored body cannot be inflated", e);
        }
    }
}

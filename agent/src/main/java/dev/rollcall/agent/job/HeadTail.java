package dev.rollcall.agent.job;

import dev.rollcall.common.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the first and the last 64 KiB of whatever is written to it and counts the rest, in constant
 * memory. Safe for use by many threads.
 */
final class HeadTail extends OutputStream {

    /** Of the head and of the tail, in bytes. */
    static final int PART = 64 * 1024;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail = new byte[PART];
    private long total;

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        int toHead = Math.min(length, PART - head.size());
        head.write(bytes, offset, toHead);
        int from = offset + toHead;
        int left = length - toHead;
        total += toHead;
        while (left > 0) {
            int at = (int) ((total - PART) % PART);
            int part = Math.min(left, PART - at);
            System.arraycopy(bytes, from, tail, at, part);
            from += part;
            left -= part;
            total += part;
        }
    }

    synchronized KeptOutput kept() {
        long beyond = total - head.size();
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.toByteArray());
        if (beyond > PART) {
            var cut = "\n[... " + (beyond - PART) + " bytes cut here ...]\n";
            out.writeBytes(cut.getBytes(StandardCharsets.US_ASCII));
            int oldest = (int) (beyond % PART);
            out.write(tail, oldest, PART - oldest);
            out.write(tail, 0, oldest);
        } else {
            out.write(tail, 0, (int) beyond);
        }
        return new KeptOutput(total, Bytes.copyOf(out.toByteArray()));
    }

    /** The last line that is not empty, without control characters; empty where there is none. */
    static String lastLine(KeptOutput output) {
        return new String(output.kept().toArray(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", " ").strip())
                .filter(line -> !line.isEmpty())
                .reduce("", (first, second) -> second);
    }
}

package dev.rollcall.agent.platform;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Reads the LZ4 frame format, in which apt keeps its package lists. Checksums are skipped, not
 * verified: whoever could damage the list could damage its checksum.
 */
public final class Lz4Stream extends InputStream {

    private static final int MAGIC = 0x184D2204;
    private static final int HISTORY = 64 * 1024;

    private final InputStream in;
    private final boolean blockChecksums;
    private final boolean contentChecksum;
    private final int maxBlock;
    private final byte[] window;
    private byte[] packed = new byte[0];
    private int from;
    private int to;
    private boolean ended;

    /** Reads the frame header. */
    public Lz4Stream(InputStream in) throws IOException {
        this.in = in;
        if (readInt() != MAGIC) {
            throw new IOException("not an LZ4 frame");
        }
        int flags = readByte();
        int sizes = readByte();
        if (flags >>> 6 != 1 || (flags & 1) != 0) {
            throw new IOException("an LZ4 frame of a version or with a dictionary we do not read");
        }
        blockChecksums = (flags & 0x10) != 0;
        contentChecksum = (flags & 0x04) != 0;
        int code = (sizes >>> 4) & 7;
        if (code < 4) {
            throw new IOException("an LZ4 frame with an unknown block size");
        }
        maxBlock = 1 << (8 + 2 * code);
        in.skipNBytes((flags & 0x08) != 0 ? 9 : 1); // content size, header checksum
        window = new byte[HISTORY + maxBlock];
    }

    @Override
    public int read() throws IOException {
        return fill() ? window[from++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int n = Math.min(length, to - from);
        System.arraycopy(window, from, target, offset, n);
        from += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        while (from == to && !ended) {
            nextBlock();
        }
        return from < to;
    }

    private void nextBlock() throws IOException {
        int size = readInt();
        if (size == 0) {
            if (contentChecksum) {
                in.skipNBytes(4);
            }
            ended = true;
            return;
        }
        boolean stored = size < 0;
        int length = size & 0x7fffffff;
        if (length > maxBlock) {
            throw new IOException("an LZ4 block larger than its frame allows");
        }
        if (packed.length < length) {
            packed = new byte[length];
        }
        if (in.readNBytes(packed, 0, length) < length) {
            throw new EOFException("an LZ4 block ends early");
        }
        if (blockChecksums) {
            in.skipNBytes(4);
        }
        int history = Math.min(to, HISTORY);
        System.arraycopy(window, to - history, window, 0, history);
        from = history;
        to = stored ? store(length, history) : unpack(length, history);
    }

    private int store(int length, int at) {
        System.arraycopy(packed, 0, window, at, length);
        return at + length;
    }

    private int unpack(int length, int start) throws IOException {
        try {
            return unpackUnchecked(length, start);
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("a damaged LZ4 block", e);
        }
    }

    private int unpackUnchecked(int length, int start) throws IOException {
        byte[] out = window;
        int at = start;
        int i = 0;
        while (i < length) {
            int token = packed[i++] & 0xff;
            int literals = token >>> 4;
            if (literals == 15) {
                int more;
                do {
                    more = packed[i++] & 0xff;
                    literals += more;
                } while (more == 255);
            }
            System.arraycopy(packed, i, out, at, literals);
            i += literals;
            at += literals;
            if (i >= length) {
                break;
            }
            int distance = (packed[i] & 0xff) | (packed[i + 1] & 0xff) << 8;
            i += 2;
            int match = token & 15;
            if (match == 15) {
                int more;
                do {
                    more = packed[i++] & 0xff;
                    match += more;
                } while (more == 255);
            }
            match += 4;
            if (distance == 0 || distance > at) {
                throw new IOException("a damaged LZ4 block");
            }
            if (distance >= match) {
                System.arraycopy(out, at - distance, out, at, match);
                at += match;
            } else {
                for (int end = at + match; at < end; at++) {
                    out[at] = out[at - distance];
                }
            }
        }
        return at;
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("an LZ4 frame ends early");
        }
        return b;
    }

    private int readInt() throws IOException {
        return readByte() | readByte() << 8 | readByte() << 16 | readByte() << 24;
    }
}

package dev.rollcall.agent.inventory.packages;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads Debian control files (Debian Policy 5.1) stanza by stanza, keeping only the one-line fields
 * that were asked for. A package list is 50 MB of which five fields matter, so lines are looked at
 * as bytes and become strings only when they are kept.
 */
public final class ControlStanzas {

    private static final int BUFFER = 256 * 1024;
    private static final int MAX_VALUE = 64 * 1024;

    private final Field[][] byFirstByte = new Field[128][];
    private final byte[] buffer = new byte[BUFFER];
    private final Map<String, String> stanza = new HashMap<>();
    private final Consumer<Map<String, String>> sink;
    private boolean anyLine;

    /** Of a stanza with a NUL in it, which is what a power failure leaves where text should be. */
    private boolean torn;

    private ControlStanzas(List<String> fields, Consumer<Map<String, String>> sink) {
        this.sink = sink;
        for (int first = 0; first < byFirstByte.length; first++) {
            char c = (char) first;
            byFirstByte[first] =
                    fields.stream()
                            .filter(name -> name.charAt(0) == c)
                            .map(Field::new)
                            .toArray(Field[]::new);
        }
    }

    /**
     * Reads to the end. The map given to the sink holds the fields found in one stanza, stripped;
     * it is reused, so the sink must copy what it keeps. It is empty of a stanza with a NUL in it,
     * of which nothing can be believed. Stops with an {@link IOException} past the limit of bytes.
     */
    public static void read(
            InputStream in, long limit, List<String> fields, Consumer<Map<String, String>> sink)
            throws IOException {
        new ControlStanzas(fields, sink).read(in, limit);
    }

    private void read(InputStream in, long limit) throws IOException {
        long total = 0;
        int filled = 0;
        boolean overlong = false;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer, filled, BUFFER - filled)) {
            total += n;
            if (total > limit) {
                throw new IOException("a control file of more than " + limit + " bytes");
            }
            if (Thread.interrupted()) {
                throw new IOException("interrupted while reading a control file");
            }
            filled += n;
            int start = 0;
            for (int i = filled - n; i < filled; i++) {
                if (buffer[i] == 0) {
                    torn = true;
                } else if (buffer[i] == '\n') {
                    if (!overlong) {
                        line(start, i);
                    }
                    overlong = false;
                    start = i + 1;
                }
            }
            if (start == 0 && filled == BUFFER) {
                overlong = true; // no field of ours is this long: drop the rest of the line
                anyLine = true;
                filled = 0;
            } else {
                filled -= start;
                System.arraycopy(buffer, start, buffer, 0, filled);
            }
        }
        if (filled > 0 && !overlong) {
            line(0, filled);
        }
        endStanza();
    }

    private void line(int from, int to) {
        if (from == to || (to - from == 1 && buffer[from] == '\r')) {
            endStanza();
            return;
        }
        anyLine = true;
        if (buffer[from] < 0) {
            return;
        }
        for (var field : byFirstByte[buffer[from]]) {
            if (startsWith(field.prefix, from, to)) {
                int start = from + field.prefix.length;
                int length = Math.min(to - start, MAX_VALUE);
                stanza.put(
                        field.name,
                        new String(buffer, start, length, StandardCharsets.UTF_8).strip());
                return;
            }
        }
    }

    private boolean startsWith(byte[] prefix, int from, int to) {
        if (to - from < prefix.length) {
            return false;
        }
        for (int i = 1; i < prefix.length; i++) {
            if (buffer[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private void endStanza() {
        if (anyLine) {
            if (torn) {
                stanza.clear();
            }
            sink.accept(stanza);
            stanza.clear();
            anyLine = false;
            torn = false;
        }
    }

    /** A field that is kept, and the bytes that its line begins with. */
    private static final class Field {

        private final String name;
        private final byte[] prefix;

        Field(String name) {
            this.name = name;
            this.prefix = (name + ":").getBytes(StandardCharsets.US_ASCII);
        }
    }
}

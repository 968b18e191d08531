package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A file of OSV records: one object, an array of them, one on each line, or a zip of such files. It
 * is read once, record by record, and never held as a whole; a record, a file in a zip and a zip
 * have a size that they may have at most. One record that cannot be read does not spoil the rest.
 */
final class OsvFile {

    private static final int MAX_RECORD = 4 * 1024 * 1024;
    private static final int MAX_ENTRIES = 1_000_000;
    private static final long MAX_INFLATED = 8L * 1024 * 1024 * 1024;

    private final Path file;
    private final Taker taker;
    private long left = MAX_INFLATED;

    /** Gets what is found, in the order of the file. */
    interface Taker {

        /**
         * @param at where it stands
         */
        void record(String at, JsonNode osv);

        void fault(String at, String reason);
    }

    private OsvFile(Path file, Taker taker) {
        this.file = file;
        this.taker = taker;
    }

    /** A file that cannot be opened is a {@link CommandFailure}; all else is told to the taker. */
    static void read(Path file, Taker taker) {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            new OsvFile(file, taker).read(in);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE, "cannot read " + SafeText.line(file.toString()));
        }
    }

    private void read(BufferedInputStream in) throws IOException {
        in.mark(4);
        boolean zip = in.read() == 'P' && in.read() == 'K';
        in.reset();
        if (zip) {
            zip(in);
        } else {
            json("", in);
        }
    }

    private void zip(InputStream in) {
        int entries = 0;
        try (var zip = new ZipInputStream(in, StandardCharsets.UTF_8)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > MAX_ENTRIES || left <= 0) {
                    taker.fault(name(), "it is larger than what is read of a zip");
                    return;
                }
                if (!entry.isDirectory() && entry.getName().endsWith(".json")) {
                    json(shortened(entry.getName()), new Bounded(zip));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            taker.fault(name(), "the zip is broken: what follows is not read");
        }
        if (entries == 0) {
            taker.fault(name(), "the zip is broken, or empty");
        }
    }

    private String name() {
        return shortened(String.valueOf(file.getFileName()));
    }

    private static String shortened(String name) {
        var safe = SafeText.line(name);
        return safe.length() <= 150 ? safe : safe.substring(0, 150);
    }

    /** Counts what comes out of a zip, and ends it where that is too much. */
    private final class Bounded extends java.io.FilterInputStream {

        Bounded(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int read = super.read(bytes, from, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        /** The zip goes on. */
        @Override
        public void close() {}
    }

    /**
     * @param entry of a zip; empty for the file itself
     */
    private void json(String entry, InputStream source) throws IOException {
        var in = new BufferedInputStream(source, 1 << 16);
        in.mark(1 << 15);
        int first = in.read();
        for (int skipped = 0; first >= 0 && first <= ' ' && skipped < 1 << 14; skipped++) {
            first = in.read();
        }
        in.reset();
        if (first == '[') {
            array(entry, in);
        } else {
            lines(entry, in);
        }
    }

    /** Cut into its elements here, so that each has a size that it may have. */
    private void array(String entry, InputStream in) throws IOException {
        var element = new ByteArrayOutputStream();
        int number = 1;
        int depth = -1;
        boolean quoted = false;
        boolean escaped = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            boolean ends = depth == 0 && !quoted && (next == ',' || next == ']');
            if (ends) {
                one(at(entry, "record " + number), element.toByteArray());
                element.reset();
                number++;
                if (next == ']') {
                    return;
                }
                continue;
            }
            if (depth >= 0 && element.size() <= MAX_RECORD) {
                element.write(next);
            }
            boolean mark = quoted && next == '\\' && !escaped;
            if (next == '"' && !escaped) {
                quoted = !quoted;
            } else if (!quoted) {
                depth += step(next);
            }
            escaped = mark;
        }
        taker.fault(at(entry, "record " + number), "it ends too early: what follows is not read");
    }

    private static int step(int next) {
        return switch (next) {
            case '[', '{' -> 1;
            case ']', '}' -> -1;
            default -> 0;
        };
    }

    /** Either one record, over many lines, or one on each. */
    private void lines(String entry, InputStream in) throws IOException {
        var first = line(in, new ByteArrayOutputStream());
        if (first.length == 0 && in.available() == 0) {
            taker.fault(at(entry, "line 1"), "it is empty");
            return;
        }
        if (!isRecord(first)) {
            whole(entry, first, in);
            return;
        }
        var bytes = first;
        for (int number = 1; bytes.length > 0 || in.available() > 0; number++) {
            one(at(entry, "line " + number), bytes);
            bytes = line(in, new ByteArrayOutputStream());
        }
    }

    private static boolean isRecord(byte[] line) {
        try {
            return Json.wire().readTree(line).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private void whole(String entry, byte[] first, InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        all.write(first);
        all.write('\n');
        all.write(in.readNBytes(MAX_RECORD + 1));
        one(entry.isEmpty() ? "line 1" : entry, all.toByteArray());
    }

    private void one(String at, byte[] bytes) {
        if (bytes.length > MAX_RECORD) {
            taker.fault(at, "longer than what is read of a record");
            return;
        }
        if (new String(bytes, StandardCharsets.UTF_8).isBlank()) {
            return;
        }
        try {
            taker.record(at, Json.wire().readTree(bytes));
        } catch (JacksonException e) {
            taker.fault(at, "not JSON");
        }
    }

    private static String at(String entry, String place) {
        return entry.isEmpty() ? place : entry + " " + place;
    }

    /** Of one that is too long just so much that this can be seen. */
    private static byte[] line(InputStream in, ByteArrayOutputStream line) throws IOException {
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= MAX_RECORD) {
                line.write(next);
            }
        }
        return line.toByteArray();
    }
}

package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/** OSV records in one stream, each of which has a size that it may have at most. */
final class OsvRecords {

    private final String entry;
    private final VulnerabilityFile.Taker taker;

    /**
     * @param entry of a zip; empty for a file itself
     */
    OsvRecords(String entry, VulnerabilityFile.Taker taker) {
        this.entry = entry;
        this.taker = taker;
    }

    /** Cut into its elements here, so that each has a size that it may have. */
    void array(InputStream in) throws IOException {
        var element = new ByteArrayOutputStream();
        int number = 1;
        int depth = -1;
        boolean quoted = false;
        boolean escaped = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            boolean ends = depth == 0 && !quoted && (next == ',' || next == ']');
            if (ends) {
                one(at("record " + number), element.toByteArray());
                element.reset();
                number++;
                if (next == ']') {
                    return;
                }
                continue;
            }
            if (depth >= 0 && element.size() <= VulnerabilityFile.MAX_RECORD) {
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
        taker.fault(at("record " + number), "it ends too early: what follows is not read");
    }

    private static int step(int next) {
        return switch (next) {
            case '[', '{' -> 1;
            case ']', '}' -> -1;
            default -> 0;
        };
    }

    /** Either one record, over many lines, or one on each. */
    void lines(InputStream in) throws IOException {
        var first = line(in, new ByteArrayOutputStream());
        if (first.length == 0 && in.available() == 0) {
            taker.fault(at("line 1"), "it is empty");
            return;
        }
        if (!isRecord(first)) {
            whole(first, in);
            return;
        }
        var bytes = first;
        for (int number = 1; bytes.length > 0 || in.available() > 0; number++) {
            one(at("line " + number), bytes);
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

    private void whole(byte[] first, InputStream in) throws IOException {
        var all = new ByteArrayOutputStream();
        all.write(first);
        all.write('\n');
        all.write(in.readNBytes(VulnerabilityFile.MAX_RECORD + 1));
        one(entry.isEmpty() ? "line 1" : entry, all.toByteArray());
    }

    private void one(String at, byte[] bytes) {
        if (bytes.length > VulnerabilityFile.MAX_RECORD) {
            taker.fault(at, VulnerabilityFile.TOO_LONG);
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

    /** Of one that is too long just so much that this can be seen. */
    private static byte[] line(InputStream in, ByteArrayOutputStream line) throws IOException {
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= VulnerabilityFile.MAX_RECORD) {
                line.write(next);
            }
        }
        return line.toByteArray();
    }

    private String at(String place) {
        return VulnerabilityFile.at(entry, place);
    }
}

package dev.rollcall.agent.job;

import dev.rollcall.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;

/**
 * The form of a journal line: eight hexadecimal characters of CRC-32C over the JSON, a space, the
 * JSON, a line feed. Pure.
 */
final class JournalLine {

    private static final int CHECKSUM = 8;

    private JournalLine() {}

    /**
     * What a file says.
     *
     * @param entries in order, those that are whole
     * @param intact no complete line was unreadable; a torn last line, which was never promised,
     *     does not count
     * @param torn the file ends within a line
     */
    record Replay(List<JournalEntry> entries, boolean intact, boolean torn) {}

    static byte[] of(JournalEntry entry) {
        var json = Json.wire().writeValueAsBytes(entry);
        var line = new byte[CHECKSUM + 1 + json.length + 1];
        var checksum = HexFormat.of().toHexDigits((int) checksum(json, 0, json.length));
        System.arraycopy(checksum.getBytes(StandardCharsets.US_ASCII), 0, line, 0, CHECKSUM);
        line[CHECKSUM] = ' ';
        System.arraycopy(json, 0, line, CHECKSUM + 1, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    static Replay replay(byte[] file) {
        var entries = new ArrayList<JournalEntry>();
        var intact = true;
        int from = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == '\n') {
                var entry = read(file, from, i);
                entry.ifPresent(entries::add);
                intact &= entry.isPresent();
                from = i + 1;
            }
        }
        if (from == file.length) {
            return new Replay(entries, intact, false);
        }
        // either the line feed alone is missing or damaged, and the entry counts, or the line is
        // torn
        var last = read(file, from, file.length).or(() -> read(file, start(file), file.length - 1));
        last.ifPresent(entries::add);
        return new Replay(entries, intact, true);
    }

    private static int start(byte[] file) {
        int at = file.length;
        while (at > 0 && file[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    private static Optional<JournalEntry> read(byte[] file, int from, int to) {
        int json = from + CHECKSUM + 1;
        if (to <= json || file[json - 1] != ' ') {
            return Optional.empty();
        }
        var claimed = new String(file, from, CHECKSUM, StandardCharsets.US_ASCII);
        if (!claimed.equals(HexFormat.of().toHexDigits((int) checksum(file, json, to)))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Json.strict()
                            .readValue(Arrays.copyOfRange(file, json, to), JournalEntry.class));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            // whole but of a later version: as good as damaged, so nothing is run on its silence
            return Optional.empty();
        }
    }

    private static long checksum(byte[] bytes, int from, int to) {
        var crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return crc.getValue();
    }
}

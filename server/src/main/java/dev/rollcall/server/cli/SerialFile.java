package dev.rollcall.server.cli;

import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A CSV file of serials, as a delivery note or an asset list has them: the column {@code serial},
 * or the first where none is called so. What cannot be used is refused with its lines.
 */
final class SerialFile {

    private static final int MOST_TOLD = 10;

    private SerialFile() {}

    static List<String> read(Path file) {
        try {
            return parse(Files.readAllLines(file));
        } catch (CharacterCodingException e) {
            throw new CommandFailure(ExitCode.USAGE, file + " is not UTF-8");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + file);
        }
    }

    static List<String> parse(List<String> lines) {
        var serials = new ArrayList<String>();
        var at = new HashMap<String, Integer>();
        var faults = new ArrayList<String>();
        int column = 0;
        for (int i = 0; i < lines.size(); i++) {
            var cells = cells(i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i));
            if (i == 0 && header(cells) >= 0) {
                column = header(cells);
                continue;
            }
            var serial = column < cells.size() ? SerialNumbers.normal(cells.get(column)) : "";
            var fault = fault(serial, at);
            if (fault.isEmpty()) {
                at.put(serial, i + 1);
                serials.add(serial);
            } else {
                faults.add("line " + (i + 1) + " " + fault);
            }
        }
        if (faults.isEmpty() && serials.isEmpty()) {
            faults.add("there is no serial in it");
        }
        if (!faults.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, sentence(faults));
        }
        return serials;
    }

    private static int header(List<String> cells) {
        return cells.stream()
                .map(c -> c.strip().toLowerCase(Locale.ROOT))
                .toList()
                .indexOf("serial");
    }

    private static String fault(String serial, Map<String, Integer> at) {
        if (serial.isEmpty()) {
            return "has no serial";
        }
        if (serial.length() > SerialNumbers.LONGEST
                || serial.chars().anyMatch(Character::isISOControl)) {
            return "has a serial that is longer than 120 characters, or unreadable";
        }
        if (at.containsKey(serial)) {
            return "has the serial of line " + at.get(serial) + " again: " + serial;
        }
        return SerialNumbers.isJunk(serial) ? "has what many machines have: " + serial : "";
    }

    private static String sentence(List<String> faults) {
        var told = String.join("; ", faults.subList(0, Math.min(faults.size(), MOST_TOLD)));
        int more = faults.size() - MOST_TOLD;
        return "the serials cannot be used: " + told + (more > 0 ? "; and " + more + " more" : "");
    }

    /** Of one line, divided by commas, semicolons or tabs; quotes as RFC 4180 has them. */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ',' || c == ';' || c == '\t')) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}

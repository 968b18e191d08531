package dev.rollcall.server.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A CSV file of things, as spreadsheets write it: with a byte order mark or without, in UTF-8,
 * UTF-16 or Windows-1252, divided by commas, semicolons or tabs, its columns in any order and under
 * the names that people give them.
 *
 * @param rows with their lines in the file
 * @param faults lines that cannot be used, with why
 * @param ignored columns whose name says nothing here
 * @param guessed whether it was no Unicode, and taken for Windows-1252
 */
record AssetFile(List<Row> rows, List<Fault> faults, List<String> ignored, boolean guessed) {

    private static final long LARGEST = 64L * 1024 * 1024;

    private static final Map<String, String> NAMES = names();
    private static final Pattern US_DATE = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4})");
    private static final Pattern SUM =
            Pattern.compile("\\$?\\s*(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?");
    private static final Pattern SHORTENED = Pattern.compile("\\d(\\.\\d+)?[eE]\\+\\d{2}");

    /** A thing, by the API's names. */
    record Row(int line, Map<String, String> asset) {}

    record Fault(int line, String why) {}

    private static Map<String, String> names() {
        var names = new LinkedHashMap<String, String>();
        put(
                names,
                "assetTag",
                "tag assettag asset assetno assetnumber assetid barcode inventorynumber");
        put(names, "serial", "serial serialnumber serialno sn servicetag");
        put(names, "manufacturer", "manufacturer make vendor brand");
        put(names, "model", "model modelname");
        put(names, "unit", "unit school org orgunit site");
        put(names, "status", "status state");
        put(names, "statusOn", "statuson statusdate disposedon disposaldate dateofdisposal");
        put(names, "statusReason", "statusreason reason");
        put(names, "building", "building location");
        put(names, "room", "room");
        put(names, "holder", "holder assignedto assigned user person checkedoutto");
        put(
                names,
                "purchasedOn",
                "purchasedon purchasedate datepurchased acquired acquisitiondate");
        put(names, "cost", "cost price unitcost purchaseprice initialcost");
        put(names, "funding", "funding fundingsource sourceoffunding fund");
        put(names, "note", "note notes comment comments");
        return names;
    }

    private static void put(Map<String, String> names, String field, String words) {
        for (var word : words.split(" ")) {
            names.put(word, field);
        }
    }

    static AssetFile read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new CommandFailure(ExitCode.USAGE, file + " is larger than 64 MiB");
            }
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "cannot read " + file);
        }
    }

    static AssetFile parse(byte[] bytes) {
        var decoded = decode(bytes);
        var text = decoded.text();
        int skipped = 0;
        if (text.regionMatches(true, 0, "sep=", 0, 4)) {
            int end = text.indexOf('\n');
            text = end < 0 ? "" : text.substring(end + 1);
            skipped = 1;
        }
        try (var csv = CsvReader.builder().fieldSeparator(separator(text)).ofCsvRecord(text)) {
            return taken(csv.stream().toList(), skipped, decoded.guessed());
        } catch (CsvParseException e) {
            throw new CommandFailure(ExitCode.USAGE, "the file is no CSV: a quote is not closed?");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Decoded(String text, boolean guessed) {}

    private static Decoded decode(byte[] bytes) {
        if (starts(bytes, 0xFF, 0xFE)) {
            return new Decoded(
                    new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE), false);
        }
        if (starts(bytes, 0xFE, 0xFF)) {
            return new Decoded(
                    new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE), false);
        }
        int from = starts(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        try {
            var buffer = ByteBuffer.wrap(bytes, from, bytes.length - from);
            return new Decoded(
                    StandardCharsets.UTF_8.newDecoder().decode(buffer).toString(), false);
        } catch (CharacterCodingException e) {
            // what a spreadsheet on Windows calls CSV
            return new Decoded(new String(bytes, Charset.forName("windows-1252")), true);
        }
    }

    private static boolean starts(byte[] bytes, int... with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whichever there is most of in the first line. */
    private static char separator(String text) {
        var first = text.lines().findFirst().orElse("");
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(first, candidate) > count(first, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char c) {
        return text.chars().filter(x -> x == c).count();
    }

    private static AssetFile taken(List<CsvRecord> records, int skipped, boolean guessed) {
        if (records.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "there is nothing in the file");
        }
        var ignored = new ArrayList<String>();
        var columns = columns(records.getFirst().getFields(), ignored);
        var rows = new ArrayList<Row>();
        var faults = new ArrayList<Fault>();
        for (var line : records.subList(1, records.size())) {
            int number = (int) line.getStartingLineNumber() + skipped;
            var asset = asset(line.getFields(), columns);
            if (asset.isEmpty()) {
                continue;
            }
            fault(line, columns, asset)
                    .ifPresentOrElse(
                            why -> faults.add(new Fault(number, why)),
                            () -> rows.add(new Row(number, asset)));
        }
        twice(rows, faults);
        return new AssetFile(List.copyOf(rows), List.copyOf(faults), List.copyOf(ignored), guessed);
    }

    /** The field of each column; empty for one that says nothing here. */
    private static List<String> columns(List<String> header, List<String> ignored) {
        var columns = new ArrayList<String>();
        for (var name : header) {
            var plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            var field = NAMES.getOrDefault(plain, "");
            if (!field.isEmpty() && columns.contains(field)) {
                throw new CommandFailure(
                        ExitCode.USAGE, "two columns say the same: the second is " + name);
            }
            if (field.isEmpty() && !name.isBlank()) {
                ignored.add(name.strip());
            }
            columns.add(field);
        }
        if (!columns.contains("serial") && !columns.contains("assetTag")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the first line has no column serial, and none asset tag; it names the columns");
        }
        return columns;
    }

    private static Map<String, String> asset(List<String> cells, List<String> columns) {
        var asset = new LinkedHashMap<String, String>();
        for (int i = 0; i < Math.min(cells.size(), columns.size()); i++) {
            var field = columns.get(i);
            var value = cell(field, cells.get(i).strip());
            if (!field.isEmpty() && !value.isEmpty()) {
                asset.put(field, value);
            }
        }
        return asset;
    }

    private static String cell(String field, String written) {
        // as our own exports keep a spreadsheet from running it
        var text = written.matches("(?s)'[=+\\-@\t\r].*") ? written.substring(1) : written;
        return switch (field) {
            case "purchasedOn", "statusOn" -> date(text);
            case "cost" -> SUM.matcher(text).matches() ? text.replaceAll("[$,\\s]", "") : text;
            case "status" -> text.toLowerCase(Locale.ROOT).replaceAll("[ _]+", "-");
            default -> text;
        };
    }

    private static String date(String text) {
        var us = US_DATE.matcher(text);
        return us.matches()
                ? "%s-%02d-%02d"
                        .formatted(
                                us.group(3),
                                Integer.parseInt(us.group(1)),
                                Integer.parseInt(us.group(2)))
                : text;
    }

    private static Optional<String> fault(
            CsvRecord line, List<String> columns, Map<String, String> asset) {
        if (line.getFieldCount() > columns.size()
                && line.getFields().stream().skip(columns.size()).anyMatch(c -> !c.isBlank())) {
            return Optional.of("has more cells than the first line: is a comma in a cell?");
        }
        for (var field : List.of("serial", "assetTag")) {
            if (SHORTENED.matcher(asset.getOrDefault(field, "")).matches()) {
                return Optional.of(
                        "a spreadsheet shortened "
                                + asset.get(field)
                                + ": format the column as text and fill it again");
            }
        }
        return asset.containsKey("serial") || asset.containsKey("assetTag")
                ? Optional.empty()
                : Optional.of("has neither a serial nor a tag");
    }

    /** The later of two lines about the same thing is at fault. */
    private static void twice(List<Row> rows, List<Fault> faults) {
        var at = new LinkedHashMap<String, Integer>();
        rows.removeIf(row -> {
            for (var field : List.of("serial", "assetTag")) {
                var value = row.asset().get(field);
                if (value == null) {
                    continue;
                }
                var key =
                        field
                                + " "
                                + (field.equals("serial") ? value.toUpperCase(Locale.ROOT) : value);
                var before = at.putIfAbsent(key, row.line());
                if (before != null && before != row.line()) {
                    faults.add(
                            new Fault(
                                    row.line(),
                                    "line "
                                            + before
                                            + " has the same "
                                            + words(field)
                                            + ": "
                                            + value));
                    return true;
                }
            }
            return false;
        });
    }

    private static String words(String field) {
        return field.equals("serial") ? "serial" : "tag";
    }
}

package dev.rollcall.server.export;

/**
 * A cell in CSV. Keeps a spreadsheet from running what a device wrote: text that begins like a
 * formula gets an apostrophe in front, which spreadsheets read as "this is text".
 */
final class CsvCell {

    private CsvCell() {}

    static String of(Cell cell) {
        return switch (cell) {
            case Cell.Text text -> safe(text.value());
            case Cell.Whole whole -> Long.toString(whole.value());
            case Cell.Absent absent -> "";
        };
    }

    private static String safe(String text) {
        if (text.isEmpty()) {
            return text;
        }
        return switch (text.charAt(0)) {
            case '=', '+', '-', '@', '\t', '\r' -> "'" + text;
            default -> text;
        };
    }
}

package dev.rollcall.server.export;

/**
 * Keeps a spreadsheet from running what a device wrote: a cell that begins like a formula gets an
 * apostrophe in front, which spreadsheets take as "this is text".
 */
final class CsvText {

    private CsvText() {}

    static String safe(String cell) {
        if (cell.isEmpty()) {
            return cell;
        }
        return switch (cell.charAt(0)) {
            case '=', '+', '-', '@', '\t', '\r' -> "'" + cell;
            default -> cell;
        };
    }
}

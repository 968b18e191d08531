package dev.rollcall.server.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in aligned columns, made safe for a terminal. */
public final class Table {

    private static final int WIDEST = 60;

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... header) {
        row(header);
    }

    public Table row(String... cells) {
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.size() == 1;
    }

    /** Lines without white space at their ends. */
    public List<String> lines() {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - width(row.get(i)) + 2);
        }
        return line.toString().stripTrailing();
    }

    private static String cell(String text) {
        var safe = SafeText.line(text);
        return width(safe) <= WIDEST
                ? safe
                : safe.substring(0, safe.offsetByCodePoints(0, WIDEST - 1)) + "…";
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}

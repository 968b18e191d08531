package dev.rollcall.server.export;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Writes tables of rows as CSV or JSON while they are made. */
final class ExportWriter {

    /** Of the JSON document; a new number for every change that a reader must know of. */
    static final int SCHEMA_VERSION = 1;

    private ExportWriter() {}

    /** Makes the rows of a table and hands them over one by one. */
    interface Rows {
        void each(Consumer<List<Cell>> sink);
    }

    /** A table. @param columns their names, in the order of the cells */
    record Table(String name, List<String> columns, Rows rows) {

        Table {
            columns = List.copyOf(columns);
        }
    }

    /** RFC 4180 with a header row, UTF-8. */
    static void csv(Table table, OutputStream out) throws IOException {
        var text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        var csv = CsvWriter.builder().build(text);
        csv.writeRecord(table.columns());
        table.rows().each(row -> csv.writeRecord(row.stream().map(CsvCell::of).toList()));
        csv.flush();
    }

    /** One document: schema version, coverage, then each table as a list of objects. */
    static void json(Coverage coverage, List<Table> tables, OutputStream out) {
        var json = Json.wire().createGenerator(out);
        json.writeStartObject();
        json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
        json.writeName("coverage");
        Json.wire().writeValue(json, coverage);
        for (var table : tables) {
            json.writeName(table.name());
            json.writeStartArray();
            table.rows().each(row -> object(json, table.columns(), row));
            json.writeEndArray();
        }
        json.writeEndObject();
        json.flush();
    }

    private static void object(JsonGenerator json, List<String> columns, List<Cell> row) {
        json.writeStartObject();
        for (int i = 0; i < columns.size(); i++) {
            switch (row.get(i)) {
                case Cell.Text text -> json.writeStringProperty(columns.get(i), text.value());
                case Cell.Whole whole -> json.writeNumberProperty(columns.get(i), whole.value());
                case Cell.Absent absent -> {}
            }
        }
        json.writeEndObject();
    }
}

package dev.rollcall.server.export;

import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.device.query.Freshness;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The rows of an export whose rows are no enrolled devices, page by page, each in a read of its
 * own: one page is in memory.
 */
final class RegisterPages {

    private static final int A_PAGE = 1_000;

    private final ExportKind kind;
    private final Source source;
    private final ExportRequest request;

    RegisterPages(ExportKind kind, Source source, ExportRequest request) {
        this.kind = kind;
        this.source = source;
        this.request = request;
    }

    /** Makes the cells of one row. */
    @FunctionalInterface
    interface Reader {
        List<Cell> read(ResultSet row, ExportUnits units) throws SQLException;
    }

    /**
     * Where rows come from.
     *
     * @param columns their names
     * @param select what is read, {@code row_key} among it
     * @param from with district, units and instant as {@code :district}, {@code :units}, {@code
     *     :at}
     * @param key by which it is paged
     * @param notes for the reader of the coverage
     */
    record Source(
            List<String> columns,
            String select,
            String from,
            String key,
            String notes,
            Reader reader) {}

    private record Keyed(UUID key, List<Cell> cells) {}

    String name() {
        return kind.word();
    }

    List<String> columns() {
        return source.columns();
    }

    ExportRequest request() {
        return request;
    }

    void each(Database database, ExportUnits units, Consumer<List<Cell>> sink) {
        var chosen = units.chosen();
        var after = new UUID(0, 0);
        List<Keyed> page;
        do {
            var from = after;
            page = database.read(h -> page(h, units, chosen, from));
            page.forEach(row -> sink.accept(row.cells()));
            after = page.isEmpty() ? after : page.getLast().key();
        } while (page.size() == A_PAGE);
    }

    /** With the district in front H2 reads in the order of the key, and stops after the page. */
    private List<Keyed> page(
            Handle handle, ExportUnits units, Collection<UnitId> chosen, UUID after) {
        var sql =
                source.select()
                        + source.from()
                        + " AND %s > :after ORDER BY %s FETCH FIRST :limit ROWS ONLY"
                                .formatted(
                                        source.key(),
                                        source.key().replaceFirst("\\..*", ".district_id")
                                                + ", "
                                                + source.key());
        return bind(handle.createQuery(sql), chosen)
                .bind("after", after)
                .bind("limit", A_PAGE)
                .map((row, c) ->
                        new Keyed(Columns.uuid(row, "row_key"), source.reader().read(row, units)))
                .list();
    }

    Coverage coverage(Handle handle, Collection<UnitId> chosen) {
        return new Coverage(
                kind.word(),
                request.asOf(),
                request.madeAt(),
                request.by(),
                request.districtSlug(),
                request.text(),
                count(handle, chosen),
                count(handle, request.units()),
                fresh(handle, chosen),
                Coverage.CLOCK,
                source.notes());
    }

    private long count(Handle handle, Collection<UnitId> units) {
        return bind(handle.createQuery("SELECT COUNT(*) " + source.from()), units)
                .mapTo(Long.class)
                .one();
    }

    /** Those whose device had checked in shortly before the instant. */
    private long fresh(Handle handle, Collection<UnitId> units) {
        var sql =
                "SELECT COUNT(*) "
                        + source.from()
                        + " AND "
                        + ExportedDevices.LAST_CHECK_IN
                        + " >= :fresh";
        return bind(handle.createQuery(sql), units)
                .bind("fresh", request.asOf().minus(Freshness.WITHIN))
                .mapTo(Long.class)
                .one();
    }

    private Query bind(Query query, Collection<UnitId> units) {
        return query.registerArrayType(UUID.class, "uuid")
                .bind("at", request.asOf())
                .bind("district", request.district())
                .bindArray("units", UUID.class, units.stream().map(UnitId::value).toList());
    }

    static Cell date(ResultSet row, String column) throws SQLException {
        return Cell.text(
                Optional.ofNullable(row.getObject(column, java.time.LocalDate.class))
                        .map(java.time.LocalDate::toString));
    }

    static Cell text(ResultSet row, String column) throws SQLException {
        return Cell.text(Columns.optionalText(row, column));
    }

    static Cell time(ResultSet row, String column) throws SQLException {
        return Cell.time(Columns.optionalInstant(row, column));
    }

    static Cell id(ResultSet row, String column) throws SQLException {
        return Cell.text(Columns.optionalUuid(row, column).map(UUID::toString));
    }
}

package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Every row of a tenant says whose it is, in the key by which it is found. */
class TenantTablesTest {

    /** What belongs to the installation, and the districts themselves. */
    private static final Set<String> WITHOUT_DISTRICT =
            Set.of("installation", "pki_vault", "org_district", "flyway_schema_history");

    private static final String DISTRICT = "district_id";

    private static final String TABLES =
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_type = 'BASE TABLE' AND LOWER(table_schema) = 'public'
            """;

    /** A provider's people work in its districts: a grant says whose they are beside its own. */
    private static final Set<String> ACROSS_DISTRICTS =
            Set.of("access_grant(person_district_id, person_id)");

    /**
     * A run's unit would cost an index (see its migration); presence and sightings are written at
     * every check-in, by the session of the enrollment itself. Where a device came from is in
     * another district, on purpose: it is an id that is shown, and nothing is read by it. Into what
     * a record was merged repeats the open row of device_merge, which has the key; an index for it
     * would draw lists away from the order of ids.
     */
    private static final Set<String> WITHOUT_FOREIGN_KEY =
            Set.of(
                    "device.came_from",
                    "device.merged_into",
                    "enrollment_token.came_from",
                    "device_presence.enrollment_id",
                    "device_boot.enrollment_id",
                    "device_sighting.enrollment_id",
                    "job_run.unit_id",
                    "pki_held.enrollment_id");

    @StorageTest
    void everyTableOfTenantsHasItsDistrictInThePrimaryKey(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var tables = fresh.database().read(TenantTablesTest::tables);
            var keyed = fresh.database().read(TenantTablesTest::keyedByDistrict);

            assertThat(tables).containsAll(WITHOUT_DISTRICT).hasSizeGreaterThan(20);
            tables.removeAll(WITHOUT_DISTRICT);
            assertThat(keyed).isEqualTo(tables);
        }
    }

    @StorageTest
    void everyRowOfATenantBelongsToADistrictThatThereIs(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var keys = fresh.database().read(ForeignKey::all);
            var tables = fresh.database().read(TenantTablesTest::tables);
            tables.removeAll(WITHOUT_DISTRICT);

            var tied =
                    keys.stream()
                            .filter(key -> key.columns().containsKey(DISTRICT))
                            .map(ForeignKey::table)
                            .collect(Collectors.toCollection(TreeSet::new));

            assertThat(tied).isEqualTo(tables);
        }
    }

    @StorageTest
    void noForeignKeyOfATenantLeadsToAnotherDistrict(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var keys =
                    fresh.database().read(ForeignKey::all).stream()
                            .filter(key -> !WITHOUT_DISTRICT.contains(key.table()))
                            .toList();

            assertThat(keys).hasSizeGreaterThan(30);
            assertThat(keys)
                    .filteredOn(key -> !ACROSS_DISTRICTS.contains(key.name()))
                    .allSatisfy(key ->
                            assertThat(key.columns())
                                    .as(key.name())
                                    .containsEntry(
                                            DISTRICT,
                                            key.target().equals("org_district") ? "id" : DISTRICT));
            assertThat(keys).extracting(ForeignKey::name).containsAll(ACROSS_DISTRICTS);
        }
    }

    /** What names something without a foreign key may name something that is elsewhere. */
    @StorageTest
    void everyIdThatIsNotTheRowsOwnHasAForeignKey(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var tied =
                    fresh.database().read(ForeignKey::all).stream()
                            .flatMap(key ->
                                    key.columns().keySet().stream()
                                            .map(column -> key.table() + "." + column))
                            .collect(Collectors.toSet());
            var ids = fresh.database().read(TenantTablesTest::ids);

            ids.removeAll(tied);

            assertThat(ids).isEqualTo(WITHOUT_FOREIGN_KEY);
        }
    }

    private static Set<String> ids(Handle handle) {
        return names(
                handle,
                """
                SELECT c.table_name || '.' || c.column_name FROM information_schema.columns c
                WHERE LOWER(c.table_schema) = 'public' AND LOWER(c.data_type) = 'uuid'
                    AND LOWER(c.column_name) <> 'id'
                """);
    }

    private static Set<String> tables(Handle handle) {
        return names(handle, TABLES);
    }

    /** As the engine writes them. */
    private static List<String> rawTables(Handle handle) {
        return handle.createQuery(TABLES).mapTo(String.class).list();
    }

    private static Set<String> keyedByDistrict(Handle handle) {
        return names(
                handle,
                """
                SELECT k.table_name FROM information_schema.key_column_usage k
                JOIN information_schema.table_constraints c
                    ON c.constraint_schema = k.constraint_schema
                        AND c.constraint_name = k.constraint_name AND c.table_name = k.table_name
                WHERE c.constraint_type = 'PRIMARY KEY' AND LOWER(k.table_schema) = 'public'
                    AND LOWER(k.column_name) = 'district_id'
                """);
    }

    private static Set<String> names(Handle handle, String sql) {
        return handle.createQuery(sql).mapTo(String.class).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** From the columns of a table to those of another, all in lower case. */
    private record ForeignKey(String table, String target, Map<String, String> columns) {

        String name() {
            return table + "(" + String.join(", ", columns.keySet()) + ")";
        }

        static List<ForeignKey> all(Handle handle) {
            return rawTables(handle).stream().flatMap(table -> of(handle, table).stream()).toList();
        }

        private static Collection<ForeignKey> of(Handle handle, String table) {
            var keys = new LinkedHashMap<String, ForeignKey>();
            try (var row =
                    handle.getConnection().getMetaData().getImportedKeys(null, null, table)) {
                while (row.next()) {
                    var target = lower(row.getString("PKTABLE_NAME"));
                    keys.computeIfAbsent(
                                    row.getString("FK_NAME"),
                                    name -> new ForeignKey(lower(table), target, new TreeMap<>()))
                            .columns()
                            .put(
                                    lower(row.getString("FKCOLUMN_NAME")),
                                    lower(row.getString("PKCOLUMN_NAME")));
                }
            } catch (SQLException e) {
                throw new IllegalStateException("could not list foreign keys of " + table, e);
            }
            return keys.values();
        }

        private static String lower(String name) {
            return name.toLowerCase(Locale.ROOT);
        }
    }
}

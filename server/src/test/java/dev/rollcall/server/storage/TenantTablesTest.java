package dev.rollcall.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Every row of a tenant says whose it is, in the key by which it is found. */
class TenantTablesTest {

    /** What belongs to the installation, and the districts themselves. */
    private static final Set<String> WITHOUT_DISTRICT =
            Set.of("installation", "pki_vault", "org_district", "flyway_schema_history");

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

    private static Set<String> tables(Handle handle) {
        return names(
                handle,
                """
                SELECT table_name FROM information_schema.tables
                WHERE table_type = 'BASE TABLE' AND LOWER(table_schema) = 'public'
                """);
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
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }
}

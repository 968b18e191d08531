package dev.rollcall.server.storage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The two engines, and a fresh migrated database on each for every test: H2 by copying a migrated
 * file, PostgreSQL by copying a migrated template in one embedded server that the whole test run
 * shares.
 */
public enum TestDatabase {
    H2,
    POSTGRESQL;

    /**
     * A database of its own; its file or PostgreSQL database goes when it is closed by {@link
     * Fresh#close}.
     */
    public Fresh fresh() {
        return switch (this) {
            case H2 -> H2Template.copy();
            case POSTGRESQL -> PostgresTemplate.copy();
        };
    }

    /** A database with the configuration to open it again. */
    public record Fresh(Database database, StorageConfig config, Runnable cleanup)
            implements AutoCloseable {

        @Override
        public void close() {
            database.close();
            cleanup.run();
        }
    }

    private static final class H2Template {

        private static @Nullable Path migrated;

        private static synchronized Path template() throws IOException {
            if (migrated == null) {
                var folder = Files.createTempDirectory("rollcall-h2-template");
                var file = folder.resolve("template");
                try (var database = Database.open(new StorageConfig.H2File(file))) {
                    Migrations.run(database);
                }
                migrated = folder.resolve("template.mv.db");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            }
            return migrated;
        }

        static Fresh copy() {
            try {
                var folder = Files.createTempDirectory("rollcall-h2");
                Files.copy(template(), folder.resolve("rollcall.mv.db"));
                var config = new StorageConfig.H2File(folder.resolve("rollcall"));
                return new Fresh(Database.open(config), config, () -> delete(folder));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class PostgresTemplate {

        private static @Nullable EmbeddedPostgres server;

        private static synchronized EmbeddedPostgres server() throws IOException {
            if (server == null) {
                server =
                        EmbeddedPostgres.builder()
                                .setServerConfig("max_connections", "400")
                                .setServerConfig("shared_buffers", "64MB")
                                .start();
                execute(server, "CREATE DATABASE rollcall_template");
                try (var database = Database.open(config(server, "rollcall_template"))) {
                    Migrations.run(database);
                }
            }
            return server;
        }

        static Fresh copy() {
            try {
                var postgres = server();
                var name = "t" + UUID.randomUUID().toString().replace("-", "");
                synchronized (PostgresTemplate.class) {
                    execute(
                            postgres,
                            "CREATE DATABASE "
                                    + name
                                    + " TEMPLATE rollcall_template STRATEGY FILE_COPY");
                }
                var config = config(postgres, name);
                return new Fresh(
                        Database.open(config),
                        config,
                        () -> execute(postgres, "DROP DATABASE " + name + " WITH (FORCE)"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static StorageConfig config(EmbeddedPostgres postgres, String name) {
            return new StorageConfig.PostgreSql(
                    postgres.getJdbcUrl("postgres", name), "postgres", Optional.empty());
        }

        private static void execute(EmbeddedPostgres postgres, String sql) {
            try (var connection = postgres.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

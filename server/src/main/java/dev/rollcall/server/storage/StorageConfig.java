package dev.rollcall.server.storage;

import dev.rollcall.common.pki.Secret;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where the data is. */
public sealed interface StorageConfig {

    /** Embedded H2. @param file the database file without its ending {@code .mv.db} */
    record H2File(Path file) implements StorageConfig {}

    /** A PostgreSQL server. @param url jdbc:postgresql://HOST/DATABASE */
    record PostgreSql(String url, String user, Optional<Secret> password) implements StorageConfig {

        public PostgreSql {
            Objects.requireNonNull(url, "url");
            Objects.requireNonNull(user, "user");
            password = Objects.requireNonNullElse(password, Optional.empty());
        }
    }
}

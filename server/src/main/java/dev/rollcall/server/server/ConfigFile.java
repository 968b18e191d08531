package dev.rollcall.server.server;

import dev.rollcall.common.pki.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator set: a YAML file whose keys and defaults {@link ConfigKey} lists, and secrets
 * from files or the environment.
 *
 * @param passphrase opens the server's keys; empty where none was given
 */
public record ConfigFile(ServerConfig server, Optional<Secret> passphrase) {

    public ConfigFile {
        Objects.requireNonNull(server, "server");
        passphrase = Objects.requireNonNullElse(passphrase, Optional.empty());
    }

    /**
     * Reads a file.
     *
     * @param environment of the process: where secrets may come from
     * @throws ConfigException with everything that is wrong
     */
    public static ConfigFile read(Path file, Map<String, String> environment) {
        try {
            return parse(Files.readString(file), environment);
        } catch (IOException e) {
            throw new ConfigException(List.of("the file " + file + " cannot be read"));
        }
    }

    /** From the text of a file; an empty text has every default. */
    public static ConfigFile parse(String yaml, Map<String, String> environment) {
        return ConfigReader.read(yaml, environment);
    }
}

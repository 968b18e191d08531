package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Which server this person is signed in to. Kept in one file, 0600.
 *
 * @param server such as https://rollcall.example.org:8443
 * @param caFingerprint SHA-256 of the root certificate that the person confirmed
 * @param token the API token
 * @param tokenId names it, to end it
 * @param district slug of the district that commands are about when none is named
 */
public record ClientSettings(
        URI server,
        Digest caFingerprint,
        String token,
        Optional<String> tokenId,
        String login,
        Optional<String> district) {

    public ClientSettings {
        Objects.requireNonNull(server, "server");
        Objects.requireNonNull(caFingerprint, "caFingerprint");
        Objects.requireNonNull(token, "token");
        tokenId = Objects.requireNonNullElse(tokenId, Optional.empty());
        Objects.requireNonNull(login, "login");
        district = Objects.requireNonNullElse(district, Optional.empty());
    }

    /** ROLLCALL_CONFIG, or the folder that XDG names, or ~/.config/rollcall. */
    static Path file(Terminal terminal) {
        return terminal.variable("ROLLCALL_CONFIG")
                .map(Path::of)
                .orElseGet(() ->
                        terminal.variable("XDG_CONFIG_HOME")
                                .map(Path::of)
                                .orElseGet(() -> terminal.home().resolve(".config"))
                                .resolve("rollcall")
                                .resolve("client.json"));
    }

    public static Optional<ClientSettings> load(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Json.strict().readValue(Files.readAllBytes(file), ClientSettings.class));
        } catch (IOException | JacksonException e) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    file + " cannot be read; sign in again with: rollcall login SERVER");
        }
    }

    /** The same, about this district unless another is named. */
    ClientSettings in(String slug) {
        return new ClientSettings(server, caFingerprint, token, tokenId, login, Optional.of(slug));
    }

    /** Whole or not at all, and never readable by others. */
    public void save(Path file) {
        try {
            var folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "folder");
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            var temporary =
                    Files.createTempFile(
                            folder,
                            "client",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.write(temporary, Json.strict().writeValueAsBytes(this));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("write " + file, e);
        }
    }

    /** The token is never printed. */
    @Override
    public String toString() {
        return "ClientSettings[" + server + ", " + login + "]";
    }
}

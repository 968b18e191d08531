package dev.rollcall.server.cli.local;

import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Secrets;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.server.ConfigException;
import dev.rollcall.server.server.ConfigFile;
import dev.rollcall.server.server.ServerConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command that runs on the server's own machine has in common. */
public final class LocalServer {

    private static final String VARIABLE = "ROLLCALL_PASSPHRASE";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/rollcall/rollcall.yaml",
            description = "The server's configuration (${DEFAULT-VALUE}).")
    Path config = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = {
                "Holds the passphrase of the server's keys. Without it: the file that"
                        + " ROLLCALL_PASSPHRASE_FILE names, ROLLCALL_PASSPHRASE itself, or the"
                        + " configuration's passphrase-file."
            })
    Optional<Path> passphraseFile = Optional.empty();

    @Option(names = "--dev", description = "For development only: one passphrase opens every key.")
    boolean development;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    private final Terminal terminal;

    public LocalServer(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Says everything that is wrong with the configuration, a line each. */
    ConfigFile read() {
        var environment = new HashMap<>(terminal.environment());
        if (passphraseFile.isPresent()) {
            environment.remove(VARIABLE);
            environment.remove(VARIABLE + "_FILE");
        }
        return read(terminal, config, environment);
    }

    static ConfigFile read(Terminal terminal, Path config) {
        return read(terminal, config, terminal.environment());
    }

    private static ConfigFile read(
            Terminal terminal, Path config, Map<String, String> environment) {
        try {
            return ConfigFile.read(config, environment);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> terminal.remark("  " + SafeText.line(problem)));
            throw new CommandFailure(
                    ExitCode.REFUSED, "the configuration " + config + " cannot be used");
        }
    }

    /** The passphrase of the server's keys; asked for where a person sits there. */
    Secret passphrase(ConfigFile file) {
        return passphraseFile
                .map(Secrets::read)
                .or(file::passphrase)
                .or(() -> terminal.askSecret("Server passphrase:"))
                .filter(secret -> !secret.isEmpty())
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "give the server passphrase: --passphrase-file FILE, or the"
                                        + " variable ROLLCALL_PASSPHRASE_FILE or"
                                        + " ROLLCALL_PASSPHRASE"));
    }

    /** The token that the configuration names, open; whoever asked closes it. */
    static Optional<KeyToken> token(ServerConfig server, SecureRandom random) {
        return server.token().map(access -> KeyToken.open(access, server.data(), random));
    }

    /** A time zone by its name; this machine's where none is named. */
    ZoneId zone(Optional<String> name) {
        return name.map(LocalServer::zone).orElseGet(terminal::zone);
    }

    private static ZoneId zone(String text) {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no time zone is called " + text + "; such as America/Chicago");
        }
        return ZoneId.of(text);
    }

    /** For keys, salts and passwords. */
    SecureRandom random() {
        return new SecureRandom();
    }

    /** Prints a result for {@code --json}, else in words. */
    int show(Object result, Runnable words) {
        if (json) {
            terminal.print(
                    Objects.requireNonNull(Json.wire().writeValueAsString(result), "written"));
        } else {
            words.run();
        }
        return ExitCode.OK.number();
    }
}

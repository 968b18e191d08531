package dev.rollcall.server.cli.local;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Secrets;
import dev.rollcall.server.pki.DistrictSecrets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The passphrases that making a district's keys needs, and where its next keys go. */
final class KeyPassphrases {

    @Option(
            names = "--offline-file",
            paramLabel = "FILE",
            description = "Where the next keys go; beside the data folder if left out.")
    Optional<Path> offlineFile = Optional.empty();

    @Option(
            names = "--offline-passphrase-file",
            paramLabel = "FILE",
            description =
                    "Opens the file of the next keys; else ROLLCALL_OFFLINE_PASSPHRASE_FILE, or asked for.")
    Optional<Path> offlinePassphraseFile = Optional.empty();

    @Option(
            names = "--custodian-passphrase-file",
            paramLabel = "FILE",
            description =
                    "Opens recovery keys, the server never keeps it; else"
                            + " ROLLCALL_CUSTODIAN_PASSPHRASE_FILE, or asked for.")
    Optional<Path> custodianPassphraseFile = Optional.empty();

    /**
     * Read, or asked for where a person sits there.
     *
     * @param server the passphrase of the server's keys, which opens these too in development
     * @param usualFile where the next keys go if no file was named
     */
    DistrictSecrets secrets(LocalServer local, Secret server, Path usualFile) {
        return new DistrictSecrets(
                offlineFile.orElse(usualFile),
                passphrase(local, offlinePassphraseFile, "offline", server),
                passphrase(local, custodianPassphraseFile, "custodian", server));
    }

    private static Secret passphrase(
            LocalServer local, Optional<Path> file, String whose, Secret server) {
        if (local.development) {
            return server;
        }
        var variable = "ROLLCALL_" + whose.toUpperCase(Locale.ROOT) + "_PASSPHRASE";
        return Secrets.given(file, local.terminal(), variable)
                .or(() -> Secrets.typedTwice(local.terminal(), "New " + whose + " passphrase"))
                .filter(secret -> !secret.isEmpty())
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "give the %s passphrase: --%s-passphrase-file FILE or the variable %s_FILE; for development --dev"
                                        .formatted(whose, whose, variable)));
    }
}

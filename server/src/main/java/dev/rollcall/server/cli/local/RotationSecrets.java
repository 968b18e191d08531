package dev.rollcall.server.cli.local;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Secrets;
import dev.rollcall.server.pki.key.NextKeyFile;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.pki.key.TokenAccess;
import dev.rollcall.server.pki.rollover.Step;
import dev.rollcall.server.pki.rollover.Supplies;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What people bring to replace a key. */
final class RotationSecrets {

    @Option(
            names = "--offline-file",
            paramLabel = "FILE",
            description =
                    "To prepare an order key or a root: the file that holds it. To activate: a new"
                            + " file, for the key after it. Not for keys in a token.")
    Optional<Path> offlineFile = Optional.empty();

    @Option(
            names = "--offline-passphrase-file",
            paramLabel = "FILE",
            description = "Opens that file; else ROLLCALL_OFFLINE_PASSPHRASE_FILE, or asked for.")
    Optional<Path> offlinePassphraseFile = Optional.empty();

    @Option(
            names = "--custodian-passphrase-file",
            paramLabel = "FILE",
            description =
                    "To prepare an escrow key: opens what is sealed to it; else"
                            + " ROLLCALL_CUSTODIAN_PASSPHRASE_FILE, or asked for.")
    Optional<Path> custodianPassphraseFile = Optional.empty();

    /**
     * Read, or asked for where a person sits there.
     *
     * @param server the passphrase of the server's keys, which opens these too in development
     * @param token where keys come from if no file is named
     */
    Supplies supplies(
            LocalServer local,
            Secret server,
            Purpose purpose,
            Step step,
            Optional<TokenAccess> token) {
        if (offlineFile.isEmpty() && token.isPresent() && purpose != Purpose.ESCROW) {
            return Supplies.none();
        }
        return switch (purpose) {
            case ORDER, ROOT ->
                    switch (step) {
                        case PREPARE ->
                                offline(
                                        local,
                                        server,
                                        () -> local.terminal().askSecret("Offline passphrase:"));
                        case ACTIVATE ->
                                offline(
                                        local,
                                        server,
                                        () ->
                                                Secrets.typedTwice(
                                                        local.terminal(),
                                                        "New offline passphrase"));
                        case FINISH, UNDO -> Supplies.none();
                    };
            case ESCROW ->
                    step == Step.PREPARE
                            ? new Supplies(
                                    Optional.empty(),
                                    Optional.of(
                                            passphrase(
                                                    local,
                                                    server,
                                                    custodianPassphraseFile,
                                                    "custodian",
                                                    () ->
                                                            Secrets.typedTwice(
                                                                    local.terminal(),
                                                                    "New custodian passphrase"))))
                            : Supplies.none();
            case INFRASTRUCTURE, ISSUING, TLS -> Supplies.none();
        };
    }

    private Supplies offline(LocalServer local, Secret server, Supplier<Optional<Secret>> asked) {
        var file =
                offlineFile.orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "this step needs a file of offline keys: --offline-file FILE"));
        return new Supplies(
                Optional.of(
                        new NextKeyFile(
                                file,
                                passphrase(
                                        local, server, offlinePassphraseFile, "offline", asked))),
                Optional.empty());
    }

    private static Secret passphrase(
            LocalServer local,
            Secret server,
            Optional<Path> file,
            String whose,
            Supplier<Optional<Secret>> asked) {
        if (local.development) {
            return server;
        }
        var variable = "ROLLCALL_" + whose.toUpperCase(Locale.ROOT) + "_PASSPHRASE";
        return Secrets.given(file, local.terminal(), variable)
                .or(asked)
                .filter(secret -> !secret.isEmpty())
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "give the %s passphrase: --%s-passphrase-file FILE or the variable %s_FILE"
                                        .formatted(whose, whose, variable)));
    }
}

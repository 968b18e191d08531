package dev.rollcall.server.cli.local;

import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Secrets;
import dev.rollcall.server.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Option;

/** The password that a new administrator gets. */
final class AdminPassword {

    @Option(
            names = "--admin-password-file",
            paramLabel = "FILE",
            description =
                    "Holds the administrator's password; else it is asked for, or made and shown once.")
    Optional<Path> file = Optional.empty();

    /** A password. @param made whether it was made here, and is to be shown once */
    record Chosen(Secret password, boolean made) {

        /** What is to be shown of it. */
        Optional<Secret> shown() {
            return Optional.of(password).filter(_ -> made);
        }
    }

    Chosen choose(Terminal terminal, String login, RandomGenerator random) {
        return file.map(Secrets::read)
                .or(() ->
                        Secrets.typedTwice(
                                terminal,
                                "Password for " + SafeText.line(login) + " (empty: make one)"))
                .filter(secret -> !secret.isEmpty())
                .map(given -> new Chosen(given, false))
                .orElseGet(() -> new Chosen(Secrets.made(random), true));
    }
}

package dev.rollcall.server.cli.local;

import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.TokenKeys;
import dev.rollcall.server.pki.key.TokenKeys.TokenKey;
import dev.rollcall.server.server.ServerConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Option;

/** The keys that a restored database names and a backup does not hold: the token must have them. */
final class RestoredKeys {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/rollcall/rollcall.yaml",
            description =
                    "The server's configuration, read where keys are in a token (${DEFAULT-VALUE}).")
    Path config = Path.of("");

    @Option(
            names = "--without-token",
            description = {
                "Restore although the token with the keys is lost: the server starts when they are"
                        + " replaced from the offline file."
            })
    boolean withoutToken;

    /** Refuses where a key is missing that the server cannot start without. */
    void require(Terminal terminal, Handle handle) {
        var keys = TokenKeys.of(handle);
        if (keys.isEmpty()) {
            return;
        }
        if (withoutToken) {
            terminal.remark(
                    "%d private keys are not there: %s"
                            .formatted(keys.size(), String.join(", ", TokenKeys.names(handle))));
            return;
        }
        check(terminal, keys, LocalServer.read(terminal, config).server());
    }

    private void check(Terminal terminal, List<TokenKey> keys, ServerConfig server) {
        var access =
                server.token()
                        .orElseThrow(() ->
                                new CommandFailure(
                                        ExitCode.REFUSED,
                                        "%d private keys are in a token, such as %s, and %s names none: set pki.token.library, pki.token.label and pki.token.pin-file there, or, if the token is lost, add --without-token"
                                                .formatted(
                                                        keys.size(),
                                                        keys.getFirst().where(),
                                                        config)));
        try (var token = KeyToken.open(access, server.data(), new SecureRandom())) {
            var lacking = TokenKeys.missing(keys, token);
            lacking.others().forEach(terminal::remark);
            if (!lacking.needed().isEmpty()) {
                lacking.needed().forEach(terminal::remark);
                throw new CommandFailure(
                        ExitCode.REFUSED,
                        "nothing was restored: token %s lacks %d keys that the server needs; if they are lost, add --without-token"
                                .formatted(access.label(), lacking.needed().size()));
            }
            terminal.remark(
                    "token %s has the %d private keys that are needed of it"
                            .formatted(access.label(), keys.size() - lacking.others().size()));
        }
    }
}

package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code rollcall pki}. */
@Command(
        name = "pki",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "The keys of the installation: how they stand, and how they are replaced.")
final class PkiCommands {

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = {
                "Shows every key, when its certificate expires, and which devices hold the newest"
                        + " trust bundle.",
                "KEPT: where the private half is; a file is the database, encrypted with the server's"
                        + " passphrase.",
                "DEVICES: those that have only a certificate of this issuing authority."
            })
    int status(@Mixin Client client) {
        return client.ask(api ->
                client.show(
                        api.get(ApiPath.of("server", "pki")), s -> print(client.terminal(), s)));
    }

    static void print(Terminal terminal, JsonNode status) {
        var keys = new Table("KEY", "OWNER", "ID", "STATE", "KEPT", "SINCE", "EXPIRES", "DEVICES");
        for (var key : status.path("keys")) {
            keys.row(
                    Words.at(key, "what"),
                    Words.at(key, "owner"),
                    Words.at(key, "id"),
                    Words.at(key, "state"),
                    Words.at(key, "kept"),
                    Words.time(terminal, key, "since"),
                    Words.time(terminal, key, "expires")
                            + (key.path("alarm").asBoolean(false) ? "  SOON" : ""),
                    Words.at(key, "devices"));
        }
        terminal.print(keys);
        for (var bundle : status.path("bundles")) {
            terminal.print(
                    "%s: trust bundle %s · held by %s · lacking %s · away %s"
                            .formatted(
                                    SafeText.line(Words.at(bundle, "district")),
                                    Words.at(bundle, "generation"),
                                    Words.at(bundle, "holding"),
                                    Words.at(bundle, "lacking"),
                                    Words.at(bundle, "away")));
        }
    }
}

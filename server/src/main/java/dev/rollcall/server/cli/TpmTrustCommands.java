package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall tpm trust}. */
@Command(
        name = "trust",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Which manufacturers' certificates say what a TPM is. A district trusts none at first,",
            "and no key is 'attested' until then."
        })
final class TpmTrustCommands {

    private static final long LARGEST = 200_000;

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Trusts the authorities in a PEM file, as a TPM's manufacturer publishes them.",
                "Of a manufacturer whose TPMs do not bring the authorities between, add those too."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall tpm trust add vendor.pem")
    int add(
            @Mixin Client client,
            @Parameters(paramLabel = "FILE", description = "Certificates in PEM.") Path file) {
        var body = Json.wire().createObjectNode().put("certificates", read(file));
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("tpm-roots"), body),
                        added -> {
                            var items = added.path("items");
                            items.forEach(
                                    root -> client.terminal().print("added " + line(client, root)));
                            if (items.isEmpty()) {
                                client.terminal().print("nothing new: all of them are trusted");
                            }
                        }));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw invalid(file + " is larger than a file of certificates is");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw invalid("cannot read " + file);
        }
    }

    private static CommandFailure invalid(String why) {
        return new CommandFailure(ExitCode.USAGE, why);
    }

    private static String line(Client client, JsonNode root) {
        return SafeText.line(
                Words.at(root, "fingerprint").substring(0, 16)
                        + " "
                        + Words.at(root, "subject")
                        + ", until "
                        + until(client.terminal(), root));
    }

    private static String until(Terminal terminal, JsonNode root) {
        return Words.instant(root, "notAfter")
                .map(t -> Times.minute(t, terminal.zone()))
                .orElse(Words.ABSENT);
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists what is trusted, a line each.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall tpm trust list")
    int list(@Mixin Client client) {
        return client.ask(api ->
                client.show(
                        Pages.document(
                                Pages.items(
                                        api, client.inDistrict("tpm-roots"), Integer.MAX_VALUE)),
                        page -> print(client.terminal(), page)));
    }

    private static void print(Terminal terminal, JsonNode page) {
        var table = new Table("FINGERPRINT", "SUBJECT", "UNTIL", "ADDED BY");
        for (var root : page.path("items")) {
            table.row(
                    Words.at(root, "fingerprint").substring(0, 16),
                    Words.at(root, "subject"),
                    until(terminal, root),
                    Words.at(root, "by"));
        }
        terminal.print(table);
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Trusts a certificate no more: no further key is attested by it. Keys that are",
                "attested stay so."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall tpm trust remove 3f9a0c11")
    int remove(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "FINGERPRINT",
                            description = "Its beginning, of 8 characters or more.")
                    String fingerprint) {
        return client.ask(api -> {
            var wanted = fingerprint.toLowerCase(Locale.ROOT).replace(":", "");
            var found =
                    Pages.items(api, client.inDistrict("tpm-roots"), Integer.MAX_VALUE).stream()
                            .map(root -> Words.at(root, "fingerprint"))
                            .filter(each -> wanted.length() >= 8 && each.startsWith(wanted))
                            .toList();
            var one = only(found, fingerprint);
            var _ = api.delete(client.inDistrict("tpm-roots", one));
            client.terminal().print("removed " + one.substring(0, 16));
            return ExitCode.OK.number();
        });
    }

    private static String only(List<String> found, String fingerprint) {
        if (found.size() != 1) {
            throw invalid(
                    found.isEmpty()
                            ? "no trusted certificate begins with " + fingerprint
                            : "several begin with " + fingerprint + ": give more of it");
        }
        return found.getFirst();
    }
}

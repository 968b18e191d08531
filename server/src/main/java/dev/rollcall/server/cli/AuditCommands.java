package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code rollcall audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Who did what, when and from where.")
final class AuditCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists events, the newest first; --json has what was before and after.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall audit list --limit 20")
    int list(
            @Mixin Client client,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        return client.ask(api ->
                client.show(
                        Pages.document(Pages.items(api, client.inDistrict("audit"), limit)),
                        page -> print(client.terminal(), page)));
    }

    static void print(Terminal terminal, JsonNode page) {
        var items = page.path("items");
        terminal.print(
                items.isEmpty()
                        ? "events 0"
                        : "events " + Words.at(items.get(0), "seq") + " · shown " + items.size());
        var table = new Table("NUMBER", "WHEN", "WHO", "FROM", "WHAT", "OBJECT");
        for (var event : items) {
            table.row(
                    Words.at(event, "seq"),
                    Words.instant(event, "at")
                            .map(t -> Times.minute(t, terminal.zone()))
                            .orElse(Words.ABSENT),
                    Words.at(event, "who", "name").equals(Words.ABSENT)
                            ? Words.at(event, "actorKind") + " " + Words.at(event, "actorId")
                            : Words.at(event, "who", "name"),
                    Words.at(event, "who", "address"),
                    Words.at(event, "verb"),
                    Words.at(event, "objectKind") + " " + Words.at(event, "objectId"));
        }
        if (!table.isEmpty()) {
            terminal.print(table);
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks the chain of events and its seals; 1 where something is wrong.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall audit verify")
    int verify(@Mixin Client client) {
        return client.ask(api -> {
            var verdict = api.get(client.inDistrict("audit", "verification"));
            client.show(verdict, v -> verified(client.terminal(), v));
            return (verdict.path("holds").asBoolean(false) ? ExitCode.OK : ExitCode.REFUSED)
                    .number();
        });
    }

    static void verified(Terminal terminal, JsonNode verdict) {
        var holds = verdict.path("holds").asBoolean(false);
        terminal.print(
                "%s · events %s · sealed through %s · erased %s"
                        .formatted(
                                holds ? "whole" : "BROKEN",
                                Words.at(verdict, "events"),
                                Words.at(verdict, "sealedThrough"),
                                Words.at(verdict, "erased")));
        for (var finding : verdict.path("findings")) {
            terminal.print(
                    SafeText.line(
                            "  event %s: %s"
                                    .formatted(
                                            Words.at(finding, "seq"), Words.at(finding, "what"))));
        }
    }
}

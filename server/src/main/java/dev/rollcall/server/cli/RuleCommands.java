package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall rule}. */
@Command(
        name = "rule",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Writes rules in CEL over what devices say of themselves: docs/rules.md.")
final class RuleCommands {

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Says what a rule reads, or what is wrong with it, and where.",
            footerHeading = "%nExample:%n",
            footer =
                    "  rollcall rule check 'volumes.volumes.exists(v, v.mountPoint == \"/\" && v.encrypted)'")
    int check(
            @Mixin Client client,
            @Parameters(paramLabel = "EXPRESSION", description = "In quotes.") String expression) {
        return client.ask(api -> {
            var answer =
                    api.get(
                            client.inDistrict("rules", "check")
                                    .with("expression", (Object) expression));
            int shown = client.show(answer, a -> checked(client.terminal(), expression, a));
            return answer.path("mistakes").isEmpty() ? shown : ExitCode.REFUSED.number();
        });
    }

    private static void checked(Terminal terminal, String expression, JsonNode answer) {
        for (var mistake : answer.path("mistakes")) {
            terminal.print(
                    "line "
                            + Words.at(mistake, "line")
                            + ", character "
                            + Words.at(mistake, "column")
                            + ": "
                            + Words.at(mistake, "message"));
            int line = mistake.path("line").asInt(1);
            expression
                    .lines()
                    .skip(line - 1L)
                    .findFirst()
                    .ifPresent(text -> {
                        terminal.print("  " + SafeText.line(text));
                        terminal.print(
                                "  " + " ".repeat(mistake.path("column").asInt(1) - 1) + "^");
                    });
        }
        if (answer.path("mistakes").isEmpty()) {
            terminal.print("type   " + Words.at(answer, "type"));
            terminal.print(
                    "reads  "
                            + answer.path("facts")
                                    .valueStream()
                                    .map(fact -> fact.asString(""))
                                    .collect(Collectors.joining(", ")));
        }
    }

    @Command(
            name = "try",
            mixinStandardHelpOptions = true,
            description = {
                "Asks a rule of one device, by what it reported last: yes, no, unknown or stale,",
                "and the facts that were read."
            },
            footerHeading = "%nExample:%n",
            footer =
                    "  rollcall rule try 'packages.installed.exists(p, p.name == \"curl\" && p.olderThan(\"8\"))' lab-204-07")
    int tryOut(
            @Mixin Client client,
            @Parameters(paramLabel = "EXPRESSION", description = "In quotes.") String expression,
            @Parameters(paramLabel = "DEVICE", description = "Id, hostname or serial.")
                    String device) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("devices", DeviceNames.id(api, client, device), "rule")
                            .with("expression", (Object) expression);
            return client.show(api.get(path), a -> tried(client.terminal(), a));
        });
    }

    private static void tried(Terminal terminal, JsonNode answer) {
        var because = answer.path("because").asString("");
        terminal.print(
                Words.at(answer, "answer") + (because.isEmpty() ? "" : " (" + because + ")"));
        var facts = new Table("FACT", "VALUE");
        for (var fact : answer.path("facts")) {
            var values =
                    fact.path("values")
                            .valueStream()
                            .map(value -> value.asString(""))
                            .collect(Collectors.joining(", "));
            facts.row(Words.at(fact, "fact"), values.isEmpty() ? Words.ABSENT : values);
        }
        if (!facts.isEmpty()) {
            terminal.print(facts);
        }
        var sections = new Table("SECTION", "COLLECTED", "COUNTS");
        for (var section : answer.path("sections")) {
            sections.row(
                    Words.at(section, "section"),
                    Words.instant(section, "collectedAt")
                            .map(at -> Times.minute(at, terminal.zone()))
                            .orElse(Words.ABSENT),
                    section.path("fresh").asBoolean(false) ? "yes" : "no");
        }
        if (!sections.isEmpty()) {
            terminal.print(sections);
        }
    }
}

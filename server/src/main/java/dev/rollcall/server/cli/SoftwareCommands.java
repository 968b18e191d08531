package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall software}. */
@Command(
        name = "software",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Which software is on how many devices, since when, and whether on more than before.")
final class SoftwareCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists titles by name; CHANGE is how many devices more or fewer have it.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall software list 'firefox*'",
                "  rollcall software list --org lincoln --since 7d --limit 5000 --json"
            })
    int list(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..1",
                            description = "Of such a name only; * stands for anything.")
                    Optional<String> name,
            @Mixin OfUnit unit,
            @Option(
                            names = "--since",
                            paramLabel = "T",
                            description =
                                    "What CHANGE compares with: an instant, a day, or how long ago"
                                            + " (30d, by the day).")
                    Optional<String> since,
            @Mixin Limit limit) {
        return client.ask(api -> {
            var items =
                    Pages.items(
                            api,
                            of(client, client.inDistrict("software"), name, unit.slug(), since),
                            limit.most());
            return client.show(
                    Pages.document(items),
                    page -> titles(client.terminal(), page, items.size() == limit.most()));
        });
    }

    private static ApiPath of(
            Client client,
            ApiPath path,
            Optional<String> name,
            Optional<String> unit,
            Optional<String> since) {
        return path.with("name", name)
                .with("unit", unit)
                .with("since", ChangeLines.instant(client.terminal(), since));
    }

    private static void titles(Terminal terminal, JsonNode page, boolean more) {
        var table = new Table("NAME", "FROM", "DEVICES", "CHANGE", "VERSIONS", "FIRST SEEN");
        for (var title : page.path("items")) {
            table.row(
                    Words.at(title, "name"),
                    Words.at(title, "source"),
                    Words.at(title, "devices"),
                    change(title),
                    Words.at(title, "versions"),
                    firstSeen(terminal, title));
        }
        print(terminal, table, more);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows the versions of a title, the most frequent first.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall software show openssl --org lincoln")
    int show(
            @Mixin Client client,
            @Parameters(paramLabel = "NAME") String name,
            @Mixin OfUnit unit,
            @Option(
                            names = "--since",
                            paramLabel = "T",
                            description = "What CHANGE compares with (30d, by the day).")
                    Optional<String> since) {
        return client.ask(api -> {
            var items =
                    Pages.items(
                                    api,
                                    of(
                                            client,
                                            client.inDistrict("software", "versions"),
                                            Optional.of(name),
                                            unit.slug(),
                                            since),
                                    Integer.MAX_VALUE)
                            .stream()
                            .sorted(
                                    Comparator.comparingLong(
                                            (JsonNode v) -> -v.path("devices").asLong(0)))
                            .toList();
            return client.show(Pages.document(items), page -> versions(client.terminal(), page));
        });
    }

    private static void versions(Terminal terminal, JsonNode page) {
        var table = new Table("NAME", "VERSION", "FROM", "DEVICES", "CHANGE", "FIRST SEEN");
        for (var version : page.path("items")) {
            table.row(
                    Words.at(version, "name"),
                    Words.at(version, "version"),
                    Words.at(version, "source"),
                    Words.at(version, "devices"),
                    change(version),
                    firstSeen(terminal, version));
        }
        print(terminal, table, false);
    }

    private static String change(JsonNode item) {
        long change = item.path("devices").asLong(0) - item.path("before").asLong(0);
        return change == 0 ? "=" : "%+d".formatted(change);
    }

    private static String firstSeen(Terminal terminal, JsonNode item) {
        return Words.instant(item, "firstSeen")
                .map(at -> Times.minute(at, terminal.zone()))
                .orElse(Words.ABSENT);
    }

    private static void print(Terminal terminal, Table table, boolean more) {
        if (table.isEmpty()) {
            terminal.print("no device has such software");
            return;
        }
        terminal.print(table);
        if (more) {
            terminal.print("… and maybe more; raise --limit to see them");
        }
    }
}

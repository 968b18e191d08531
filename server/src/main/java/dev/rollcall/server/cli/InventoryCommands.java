package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall inventory}. */
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What devices say of themselves: docs/inventory.md.")
final class InventoryCommands {

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = {
                "Prints the form of a section as JSON Schema (draft 2020-12); without a name, the",
                "sections that there are."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall inventory schema volumes >volumes.schema.json")
    int schema(
            @Mixin Client client,
            @Parameters(paramLabel = "SECTION", arity = "0..1", description = "Its name.")
                    Optional<String> section) {
        return client.ask(api -> {
            if (section.isEmpty()) {
                var all =
                        Pages.items(
                                api, client.inDistrict("inventory", "schemas"), Integer.MAX_VALUE);
                return client.show(Pages.document(all), page -> sections(client.terminal(), page));
            }
            var schema = api.get(client.inDistrict("inventory", "schemas", section.get()));
            return client.show(
                    schema,
                    it ->
                            client.terminal()
                                    .print(
                                            Json.wire()
                                                    .writerWithDefaultPrettyPrinter()
                                                    .writeValueAsString(it)));
        });
    }

    private static void sections(Terminal terminal, JsonNode page) {
        var table = new Table("SECTION", "WHAT");
        for (var section : page.path("items")) {
            table.row(Words.at(section, "section"), Words.at(section, "about"));
        }
        terminal.print(table);
    }
}

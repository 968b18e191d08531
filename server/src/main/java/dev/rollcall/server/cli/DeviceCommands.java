package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall device}. */
@Command(
        name = "device",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Find devices, look at one, end its enrollment.")
final class DeviceCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {
                "Counts and lists the devices that a query selects.",
                "Devices about which the query cannot be answered are listed too, marked unknown or stale."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device list 'org:lincoln and encrypted:no,unknown,stale' --count",
                "  rollcall device list 'memory<8GiB and not model:latitude*'",
                "  rollcall device list 'updates.security>0 and presence:seen' --json",
                "",
                "Fields: org, status, retired, hostname, label, tag, serial, model, os,",
                "os.version, memory, agent, key, presence, encrypted, updates,",
                "updates.security, reboot, package, policy, vulnerable,",
                "vulnerable.fixable, and every fact of the inventory, such as disk.model",
                "or user.administrator (docs/queries.md)."
            })
    int list(
            @Mixin Client client,
            @Parameters(paramLabel = "QUERY", arity = "0..1", defaultValue = "") String query,
            @Option(names = "--count", description = "Counts only.") boolean countOnly,
            @Mixin Limit limit) {
        return client.ask(api -> {
            var counts =
                    api.get(client.inDistrict("devices", "count").with("query", (Object) query));
            if (countOnly) {
                return client.show(counts, c -> client.terminal().print(Words.counts(c)));
            }
            var items =
                    Pages.items(
                            api,
                            client.inDistrict("devices").with("query", (Object) query),
                            limit.most());
            var document = Pages.document(items);
            document.set("counts", counts);
            return client.show(document, d -> print(client.terminal(), d));
        });
    }

    private static void print(Terminal terminal, JsonNode document) {
        terminal.print(Words.counts(document.path("counts")));
        var table =
                new Table(
                        "DEVICE",
                        "UNIT",
                        "MODEL",
                        "SYSTEM",
                        "ENCRYPTED",
                        "PRESENCE",
                        "CHECK-IN",
                        "ANSWER");
        for (var device : document.path("items")) {
            table.row(
                    name(device),
                    Words.at(device, "unit", "slug"),
                    Words.at(device, "model"),
                    Words.at(device, "os"),
                    Words.at(device, "encrypted"),
                    Words.at(device, "presence"),
                    Words.ago(terminal, device, "lastCheckIn"),
                    Words.at(device, "answer"));
        }
        if (!table.isEmpty()) {
            terminal.print(table);
        }
        long shown = document.path("items").size();
        var counts = document.path("counts");
        long all =
                counts.path("matched").asLong(0)
                        + counts.path("unknown").asLong(0)
                        + counts.path("stale").asLong(0);
        if (shown < all) {
            terminal.print("… " + (all - shown) + " more; raise --limit to see them");
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows what is known of one device, now or at an instant.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device show lab-204-07",
                "  rollcall device show 5CG1234ABC --as-of 2026-10-01T00:00:00Z --json"
            })
    int show(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE", description = "Id, hostname or serial.")
                    String device,
            @Option(names = "--as-of", paramLabel = "T", description = "Instant or date.")
                    Optional<String> asOf) {
        return client.ask(api -> {
            var id = DeviceNames.id(api, client, device);
            var path =
                    client.inDistrict("devices", id)
                            .with(
                                    "as-of",
                                    asOf.map(t -> Instants.parse(t, client.terminal().zone())));
            return client.show(
                    api.get(path),
                    d -> {
                        asOf.ifPresent(_ -> DeviceCard.past(client.terminal(), d));
                        DeviceCard.print(
                                client.terminal(),
                                d,
                                asOf.isEmpty() ? PermitCommands.of(api, client, id) : List.of());
                    });
        });
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description = "Shows how a device differs from what it was at an instant.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device diff lab-204-07 --from 2026-10-01",
                "  rollcall device diff lab-204-07 --from 30d --to 7d --json"
            })
    int diff(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE", description = "Id, hostname or serial.")
                    String device,
            @Option(
                            names = "--from",
                            paramLabel = "T",
                            required = true,
                            description = "An instant, a day, or how long ago, such as 30d.")
                    String from,
            @Option(names = "--to", paramLabel = "T", description = "The same; now if left out.")
                    Optional<String> to) {
        return client.ask(api -> {
            var terminal = client.terminal();
            var path =
                    client.inDistrict("devices", DeviceNames.id(api, client, device), "differences")
                            .with("from", Optional.of(ChangeLines.instant(terminal, from)))
                            .with("to", ChangeLines.instant(terminal, to));
            return client.show(api.get(path), d -> ChangeLines.differences(terminal, d));
        });
    }

    @Command(
            name = "changes",
            mixinStandardHelpOptions = true,
            description = "Lists what became different on a device, the latest first.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall device changes lab-204-07 --limit 20")
    int changes(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE", description = "Id, hostname or serial.")
                    String device,
            @Option(
                            names = "--routine",
                            description =
                                    "Also what changes by itself, such as addresses and pending updates.")
                    boolean routine,
            @Mixin Limit limit) {
        return client.ask(api ->
                ChangeLines.feed(
                        client,
                        api,
                        client.inDistrict("devices", DeviceNames.id(api, client, device), "changes")
                                .with("routine", (Object) routine),
                        limit.most()));
    }

    @Command(
            name = "move",
            mixinStandardHelpOptions = true,
            description = "Places a device in another unit.")
    int move(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Parameters(paramLabel = "UNIT", description = "Slug of the unit.") String unit) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, device), "place");
            return client.show(
                    api.post(path, Map.of("unit", unit)),
                    d ->
                            client.terminal()
                                    .print(name(d) + " is now in " + Words.at(d, "unit", "slug")));
        });
    }

    @Command(
            name = "label",
            mixinStandardHelpOptions = true,
            description = "Says what people call a device; an empty text takes the name away.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall device label lab-204-07 \"teacher's desk\"")
    int label(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Parameters(paramLabel = "TEXT") String text) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, device));
            return client.show(
                    api.patch(path, Map.of("label", text)),
                    d -> client.terminal().print(name(d) + " is labeled " + Words.at(d, "label")));
        });
    }

    @Command(
            name = "permit",
            mixinStandardHelpOptions = true,
            description = {
                "Expects devices to enroll again, as after their disks are erased: each keeps its record.",
                "A permit is used once, by who claims the record's serial while that device is not connected."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device permit lab-204-07",
                "  rollcall device permit 'org:lab-204' --for 14d --yes"
            })
    int permit(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "DEVICE|QUERY",
                            description =
                                    "Id, hostname or serial; or a query, such as org:lab-204.")
                    String which,
            @Option(names = "--for", paramLabel = "LENGTH", description = "7d if left out.")
                    Optional<String> length,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        return PermitCommand.give(client, which, "enroll-again", length, yes);
    }

    @Command(
            name = "replace-board",
            mixinStandardHelpOptions = true,
            description = {
                "Expects a device to come with another board: its record goes on with the new serial.",
                "Without it, a changed serial is a question in 'rollcall review'."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall device replace-board lab-204-07 --for 2d")
    int replaceBoard(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(names = "--for", paramLabel = "LENGTH", description = "7d if left out.")
                    Optional<String> length) {
        return PermitCommand.give(client, device, "replace-board", length, true);
    }

    /** As a sentence names it. */
    static String name(JsonNode device) {
        return SafeText.line(
                Words.at(device, "hostname").equals(Words.ABSENT)
                        ? Words.at(device, "id")
                        : Words.at(device, "hostname"));
    }
}

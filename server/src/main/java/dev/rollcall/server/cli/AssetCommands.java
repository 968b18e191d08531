package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Words;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall asset}. */
@Command(
        name = "asset",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "The register of physical things: what the district has, where, and since when.")
final class AssetCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists things, now or as they were at an instant.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall asset list --unit lincoln-high --status in-service",
                "  rollcall asset list 'room 204' --as-of 2026-06-30"
            })
    int list(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "TEXT",
                            arity = "0..1",
                            description = "Part of tag, serial, model, holder, building or room.")
                    Optional<String> text,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description =
                                    "in-service, in-storage, in-repair, disposed, lost, stolen,"
                                            + " transferred or other.")
                    Optional<String> status,
            @Option(
                            names = "--unit",
                            paramLabel = "UNIT",
                            description = "That and what is below it.")
                    Optional<String> unit,
            @Option(names = "--as-of", paramLabel = "T", description = "Instant or date.")
                    Optional<String> asOf,
            @Mixin Limit limit) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("assets")
                            .with("text", text)
                            .with("status", status)
                            .with("unit", unit)
                            .with(
                                    "as-of",
                                    asOf.map(t -> Instants.parse(t, client.terminal().zone())));
            // one more than is shown says that there are more
            var items = Pages.items(api, path, Math.max(limit.most(), limit.most() + 1));
            boolean more = items.size() > limit.most();
            return client.show(
                    Pages.document(more ? items.subList(0, limit.most()) : items),
                    d -> {
                        AssetCard.table(client.terminal(), d, Slugs.of(api, client));
                        if (more) {
                            client.terminal().print("… and more; raise --limit to see them");
                        }
                    });
        });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows a thing with its past, by the server's clock.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall asset show 004417",
                "  rollcall asset show 5CG1234ABC --as-of 2026-06-30"
            })
    int show(
            @Mixin Client client,
            @Parameters(paramLabel = "ASSET", description = "Tag, serial or id.") String asset,
            @Option(names = "--as-of", paramLabel = "T", description = "Instant or date.")
                    Optional<String> asOf) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("assets", AssetNames.id(api, client, asset))
                            .with(
                                    "as-of",
                                    asOf.map(t -> Instants.parse(t, client.terminal().zone())));
            return client.show(
                    api.get(path),
                    a -> AssetCard.print(client.terminal(), a, Slugs.of(api, client)));
        });
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Puts a thing into the register; it has a serial, or a tag, or both.",
            footerHeading = "%nExample:%n",
            footer =
                    "  rollcall asset add --tag 004417 --serial 5CG1234ABC --unit lincoln-high --room 204")
    int add(@Mixin Client client, @Mixin AssetSaid said) {
        if (said.tag.isEmpty() && said.serial.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "say its --serial, or its --tag, or both");
        }
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("assets"), said.body()),
                        a -> say(client, Words.at(a, "name") + " is in the register")));
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Says more of a thing; an empty text takes away what was said.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall asset set 004417 --unit adams-middle --building Annex --room 12",
                "  rollcall asset set 004417 --holder ''"
            })
    int set(
            @Mixin Client client,
            @Parameters(paramLabel = "ASSET", description = "Tag, serial or id.") String asset,
            @Mixin AssetSaid said) {
        if (said.body().isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "say what shall be different");
        }
        return changed(client, asset, said.body(), "changed");
    }

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = "Says that a thing is gone. Its device is retired by itself.",
            footerHeading = "%nExample:%n",
            footer =
                    "  rollcall asset retire 004417 --as disposed --reason 'recycled, lot 12' --on 2026-06-30")
    int retire(
            @Mixin Client client,
            @Parameters(paramLabel = "ASSET", description = "Tag, serial or id.") String asset,
            @Option(
                            names = "--as",
                            required = true,
                            paramLabel = "KIND",
                            description = "disposed, lost, stolen, transferred or other.")
                    RetiredKind as,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(
                            names = "--on",
                            paramLabel = "DATE",
                            description = "On which day it went; today if left out.")
                    Optional<LocalDate> on) {
        var today = LocalDate.now(client.terminal().zone());
        return changed(
                client,
                asset,
                Map.of(
                        "status",
                        as.name(),
                        "statusReason",
                        reason,
                        "statusOn",
                        on.orElse(today).toString()),
                "now " + as.name());
    }

    /** What becomes of things. */
    enum RetiredKind {
        disposed,
        lost,
        stolen,
        transferred,
        other
    }

    @Command(
            name = "unretire",
            mixinStandardHelpOptions = true,
            description = "Says that a thing that was gone is here again.")
    int unretire(
            @Mixin Client client,
            @Parameters(paramLabel = "ASSET", description = "Tag, serial or id.") String asset,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return changed(
                client,
                asset,
                Map.of("status", "in-service", "statusReason", reason),
                "in service");
    }

    private static int changed(Client client, String asset, Map<String, String> said, String what) {
        return client.ask(api -> {
            var path = client.inDistrict("assets", AssetNames.id(api, client, asset));
            return client.show(
                    api.patch(path, said),
                    a -> {
                        say(client, Words.at(a, "name") + " is " + what);
                        contradiction(client, a);
                    });
        });
    }

    /** What is said of the thing and of its device should agree. */
    private static void contradiction(Client client, JsonNode asset) {
        var status = Words.at(asset, "status");
        if (status.startsWith("in-")) {
            return;
        }
        for (var device : asset.path("devices")) {
            if (!device.path("retired").isString()) {
                client.terminal()
                        .remark(
                                SafeText.line(
                                        "its device %s is still there: rollcall device retire %s --as %s"
                                                .formatted(
                                                        Words.at(device, "name"),
                                                        Words.at(device, "id"),
                                                        status)));
            }
        }
    }

    @Command(
            name = "link",
            mixinStandardHelpOptions = true,
            description =
                    "Says that a device is this thing, where its serial does not say so by itself.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall asset link 004417 lab-204-07")
    int link(
            @Mixin Client client,
            @Parameters(paramLabel = "ASSET", description = "Tag, serial or id.") String asset,
            @Parameters(paramLabel = "DEVICE") String device) {
        return tie(client, asset, device, "link", "is");
    }

    @Command(
            name = "unlink",
            mixinStandardHelpOptions = true,
            description = "Says that a device is not this thing, whatever its inventory says.")
    int unlink(
            @Mixin Client client,
            @Parameters(paramLabel = "ASSET", description = "Tag, serial or id.") String asset,
            @Parameters(paramLabel = "DEVICE") String device) {
        return tie(client, asset, device, "unlink", "is not");
    }

    private static int tie(Client client, String asset, String device, String verb, String is) {
        return client.ask(api -> {
            var path = client.inDistrict("assets", AssetNames.id(api, client, asset), verb);
            var body = Map.of("device", DeviceNames.id(api, client, device));
            return client.show(
                    api.post(path, body),
                    a -> say(client, "%s %s %s".formatted(device, is, Words.at(a, "name"))));
        });
    }

    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Takes things from a CSV file, as spreadsheets write it. Every line is judged first.",
                "A line with a serial or tag that is known adds to that thing; empty cells change nothing."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall asset import assets.csv --dry-run",
                "  rollcall asset import delivery.csv --unit lincoln-high --yes",
                "",
                "Columns, in any order: asset tag, serial, make, model, unit, status, status on, reason,",
                "building, room, holder, purchase date, cost, funding, note."
            })
    int importFile(
            @Mixin Client client,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--unit",
                            paramLabel = "UNIT",
                            description = "Of lines that name none; the district if left out.")
                    Optional<String> unit,
            @Option(names = "--dry-run", description = "Only say what would become of each line.")
                    boolean dry,
            @Option(
                            names = "--skip-problems",
                            description = "Import the others where some lines cannot be used.")
                    boolean skip,
            @Option(names = "--yes", description = "Do not ask.") boolean yes) {
        return client.ask(api ->
                new AssetImport(client, api, file).run(new AssetImport.How(unit, dry, skip, yes)));
    }

    @Command(
            name = "imports",
            mixinStandardHelpOptions = true,
            description = "Lists the files that were imported, newest first.")
    int imports(@Mixin Client client) {
        return client.ask(api -> {
            var page =
                    Pages.document(Pages.items(api, client.inDistrict("assets", "imports"), 1_000));
            return client.show(
                    page,
                    p -> {
                        var table =
                                new Table("IMPORT", "FILE", "AT", "BY", "NEW", "CHANGED", "STATE");
                        for (var list : p.path("items")) {
                            table.row(
                                    Words.at(list, "id"),
                                    Words.at(list, "file"),
                                    Words.time(client.terminal(), list, "importedAt"),
                                    Words.at(list, "importedBy"),
                                    Words.at(list, "made"),
                                    Words.at(list, "changed"),
                                    list.path("undoneAt").isString() ? "undone" : "imported");
                        }
                        client.terminal().print("imports " + p.path("items").size());
                        if (!table.isEmpty()) {
                            client.terminal().print(table);
                        }
                    });
        });
    }

    @Command(
            name = "undo-import",
            mixinStandardHelpOptions = true,
            description = {
                "Takes an import back: what it made goes, what it changed is as it was before.",
                "What was changed since stays, and so does what a device is linked to."
            })
    int undoImport(@Mixin Client client, @Parameters(paramLabel = "IMPORT") String list) {
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("assets", "imports", list, "undo"), Map.of()),
                        u ->
                                say(
                                        client,
                                        "removed %s · restored %s · kept %s"
                                                .formatted(
                                                        Words.at(u, "removed"),
                                                        Words.at(u, "restored"),
                                                        Words.at(u, "kept")))));
    }

    @Command(
            name = "unaccounted",
            mixinStandardHelpOptions = true,
            description = {
                "Counts and lists things about which something is not as it should be:",
                "no-device, not-seen, elsewhere, device-retired, still-seen, no-place, no-serial, twice.",
                "no-asset lists the enrolled devices that are none of the things."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall asset unaccounted --count",
                "  rollcall asset unaccounted --finding not-seen --days 90 --unit lincoln-high"
            })
    int unaccounted(
            @Mixin Client client,
            @Option(names = "--finding", paramLabel = "FINDING", description = "Only these.")
                    Optional<String> finding,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "30",
                            description =
                                    "Not seen for so many days is not seen (${DEFAULT-VALUE}).")
                    int days,
            @Option(
                            names = "--unit",
                            paramLabel = "UNIT",
                            description = "That and what is below it.")
                    Optional<String> unit,
            @Option(names = "--count", description = "Counts only.") boolean countOnly,
            @Mixin Limit limit) {
        return Unaccounted.show(client, finding, days, unit, countOnly, limit.most());
    }

    private static void say(Client client, String line) {
        client.terminal().print(SafeText.line(line));
    }
}

package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.DeviceNames;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.time.LocalDate;
import java.util.LinkedHashMap;
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
                "Fields: org, hostname, label, serial, model, os, os.version, memory, agent, presence,",
                "status, encrypted, updates, updates.security, reboot, package, policy, and every fact",
                "of the inventory, such as disk.model or user.administrator (docs/queries.md)."
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

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = {
                "Shuts a device out: its session ends, its certificate counts no more, open runs are void.",
                "It must be enrolled anew to come back."
            })
    int revoke(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return end(client, device, reason, "revoke");
    }

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = {
                "Lets a device leave: its session ends, its certificate counts no more, open runs are void.",
                "A device that is lost or stolen stays marked, also if it turns up again."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device retire lab-204-07 --as disposed --reason \"recycled in summer\"",
                "  rollcall device retire 5CG1234ABC --as stolen --reason \"police 2026-118\" --on 2026-11-20"
            })
    int retire(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(
                            names = "--as",
                            required = true,
                            paramLabel = "KIND",
                            description = "disposed, lost, stolen, transferred or other.")
                    String as,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(
                            names = "--on",
                            paramLabel = "DATE",
                            description = "On which day it left; today if left out.")
                    Optional<LocalDate> on) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, device), "retire");
            var today = LocalDate.now(client.terminal().zone());
            var said = Map.of("as", as, "reason", reason, "on", on.orElse(today).toString());
            return client.show(
                    api.post(path, said),
                    d ->
                            client.terminal()
                                    .print(
                                            "%s is now retired as %s"
                                                    .formatted(name(d), Words.at(d, "as"))));
        });
    }

    @Command(
            name = "unretire",
            mixinStandardHelpOptions = true,
            description = {
                "Takes a retirement back: the record waits to be enrolled again.",
                "What the device had of its old enrollment stays refused."
            })
    int unretire(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE", description = "Its id, or its name while retired.")
                    String device,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return end(client, device, reason, "unretire");
    }

    @Command(
            name = "transfer",
            mixinStandardHelpOptions = true,
            description = {
                "Gives a device to another district: retires it here, and makes a token of one use there.",
                "The token is shown this once. The new record names the id of this one, and nothing else goes along."
            },
            footerHeading = "%nExample:%n",
            footer =
                    "  rollcall device transfer lab-204-07 --to adams --unit adams-north --reason \"closed school\"")
    int transfer(
            @Mixin Client client,
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(names = "--to", required = true, paramLabel = "DISTRICT") String to,
            @Option(
                            names = "--unit",
                            paramLabel = "UNIT",
                            description = "Slug of a unit of that district.")
                    Optional<String> unit,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("devices", DeviceNames.id(api, client, device), "transfer");
            var said = new LinkedHashMap<String, Object>(Map.of("to", to, "reason", reason));
            unit.ifPresent(u -> said.put("unit", u));
            return client.show(
                    api.post(path, said),
                    made -> {
                        client.terminal().print("token        " + Words.at(made, "secret"));
                        client.terminal().print("fingerprint  " + Words.at(made, "caFingerprint"));
                        client.terminal()
                                .print(
                                        "It enrolls this device into "
                                                + SafeText.line(to)
                                                + " once, and is not shown again.");
                    });
        });
    }

    @Command(
            name = "merge",
            mixinStandardHelpOptions = true,
            description = {
                "Makes one of two records that are one machine, as after it was installed anew and joined",
                "without a permit. FROM is given up and INTO goes on, with the enrollments of both.",
                "The machine goes on with the key that it has, and comes back as INTO. What was answered",
                "about the past stays the answer. 'device unmerge' takes it back."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall device merge 0196f3a1-… 0195d2c4-… --reason \"same laptop, new image\"",
                "  rollcall device merge lab-204-07-new lab-204-07 --end lab-204-07 --reason \"new disk\""
            })
    int merge(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "FROM",
                            description = "Id, hostname or serial of the record to give up.")
                    String from,
            @Parameters(paramLabel = "INTO", description = "The record that goes on.") String into,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason,
            @Option(
                            names = "--end",
                            paramLabel = "DEVICE",
                            description = {
                                "Where both have a living enrollment: that of this one of the two ends,",
                                "and whatever still uses it is sent away."
                            })
                    Optional<String> end) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, from), "merge");
            var said = new LinkedHashMap<String, Object>();
            said.put("into", DeviceNames.id(api, client, into));
            said.put("reason", reason);
            end.ifPresent(name -> said.put("end", DeviceNames.id(api, client, name)));
            return client.show(api.post(path, said), m -> merged(client.terminal(), m));
        });
    }

    private static void merged(Terminal terminal, JsonNode merge) {
        terminal.print(
                SafeText.line(
                        "%s (%s) is now part of %s (%s)%s"
                                .formatted(
                                        Words.at(merge, "fromName"),
                                        Words.at(merge, "from"),
                                        Words.at(merge, "intoName"),
                                        Words.at(merge, "into"),
                                        merge.path("enrollmentCarried").asBoolean(false)
                                                ? "; its enrollment goes on there"
                                                : "")));
    }

    @Command(
            name = "unmerge",
            mixinStandardHelpOptions = true,
            description = {
                "Takes a merge back: FROM is a device of its own again, with the enrollments that it had.",
                "What happened since is not taken back; what that is, is said."
            },
            footerHeading = "%nExample:%n",
            footer = "  rollcall device unmerge 0196f3a1-… --reason \"two laptops after all\"")
    int unmerge(
            @Mixin Client client,
            @Parameters(
                            paramLabel = "FROM",
                            description = "Its id, as 'device show' of the other one says.")
                    String from,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, from), "unmerge");
            return client.show(
                    api.post(path, Map.of("reason", reason)),
                    m -> {
                        client.terminal()
                                .print(
                                        SafeText.line(
                                                "%s (%s) is a device of its own again"
                                                        .formatted(
                                                                Words.at(m, "fromName"),
                                                                Words.at(m, "from"))));
                        for (var note : m.path("notes")) {
                            client.terminal().print(SafeText.line("but " + note.asString("")));
                        }
                    });
        });
    }

    private static int end(Client client, String device, String reason, String verb) {
        return client.ask(api -> {
            var path = client.inDistrict("devices", DeviceNames.id(api, client, device), verb);
            return client.show(
                    api.post(path, Map.of("reason", reason)),
                    d -> client.terminal().print(name(d) + " is now " + Words.at(d, "status")));
        });
    }

    private static String name(JsonNode device) {
        return SafeText.line(
                Words.at(device, "hostname").equals(Words.ABSENT)
                        ? Words.at(device, "id")
                        : Words.at(device, "hostname"));
    }
}

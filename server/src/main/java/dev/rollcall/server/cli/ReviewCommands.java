package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall review}. */
@Command(
        name = "review",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "What people must decide about devices: who may join, and which is which.")
final class ReviewCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {
                "Lists what waits: devices of the same token, unit and reason are one line.",
                "Given a group, lists each of it."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall review list", "  rollcall review list G-3 --state denied"})
    int list(
            @Mixin Client client,
            @Parameters(paramLabel = "GROUP", arity = "0..1") Optional<String> group,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "waiting",
                            description = "waiting, approved or denied (${DEFAULT-VALUE}).")
                    String state) {
        return client.ask(api -> {
            var path =
                    group.isPresent()
                            ? client.inDistrict("reviews")
                                    .with("group", (Object) group.get())
                                    .with("state", (Object) state)
                            : client.inDistrict("reviews", "groups").with("state", (Object) state);
            var page = Pages.document(Pages.items(api, path, Integer.MAX_VALUE));
            return client.show(
                    page,
                    p -> {
                        if (group.isPresent()) {
                            each(client, p);
                        } else {
                            groups(client, p, Slugs.of(api, client));
                        }
                    });
        });
    }

    private static void groups(Client client, JsonNode page, Slugs slugs) {
        int all = 0;
        var table = new Table("GROUP", "DEVICES", "UNIT", "TOKEN", "SINCE", "WHY");
        for (var group : page.path("items")) {
            all += group.path("count").asInt(0);
            table.row(
                    Words.at(group, "group"),
                    Words.at(group, "count"),
                    slugs.of(Words.at(group, "unit")),
                    token(group),
                    Words.ago(client.terminal(), group, "firstAsked"),
                    flagged(group));
        }
        client.terminal()
                .print("reviews %d in %d groups".formatted(all, page.path("items").size()));
        if (!table.isEmpty()) {
            client.terminal().print(table);
        }
    }

    private static void each(Client client, JsonNode page) {
        var table = new Table("REVIEW", "SERIAL", "FROM", "POSSIBLY", "SINCE", "ASKED", "STATE");
        for (var review : page.path("items")) {
            table.row(
                    Words.at(review, "review"),
                    Words.at(review, "serial"),
                    Words.at(review, "address"),
                    Words.at(review, "possibly"),
                    Words.ago(client.terminal(), review, "firstAsked"),
                    Words.ago(client.terminal(), review, "lastAsked"),
                    Words.at(review, "state"));
        }
        client.terminal().print("reviews " + page.path("items").size());
        if (!table.isEmpty()) {
            client.terminal().print(table);
        }
    }

    private static String token(JsonNode group) {
        var note = Words.at(group, "tokenNote");
        var token = note.equals(Words.ABSENT) ? Words.at(group, "token") : note;
        return group.has("tokenRevokedAt") ? token + " (revoked)" : token;
    }

    private static String flagged(JsonNode review) {
        return (review.path("suspicious").asBoolean(false) ? "LOOK TWICE: " : "")
                + Words.at(review, "why");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows one review.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall review show R-12")
    int show(@Mixin Client client, @Parameters(paramLabel = "REVIEW") String review) {
        return client.ask(api -> {
            var found = api.get(client.inDistrict("reviews", review));
            return client.show(found, r -> print(client, r, Slugs.of(api, client)));
        });
    }

    private static void print(Client client, JsonNode review, Slugs slugs) {
        var terminal = client.terminal();
        terminal.print(
                SafeText.line(
                        "%s of %s, %s"
                                .formatted(
                                        Words.at(review, "review"),
                                        Words.at(review, "group"),
                                        Words.at(review, "state"))));
        line(client, "why", flagged(review));
        line(client, "unit", slugs.of(Words.at(review, "unit")));
        for (var field :
                List.of(
                        "serial",
                        "possibly",
                        "candidate",
                        "address",
                        "token",
                        "tokenRevokedAt",
                        "key",
                        "enrollment",
                        "firstAsked",
                        "lastAsked",
                        "decidedBy",
                        "decidedAt",
                        "reason")) {
            if (!Words.at(review, field).equals(Words.ABSENT)) {
                line(client, field, Words.at(review, field));
            }
        }
    }

    private static void line(Client client, String name, String value) {
        client.terminal().print(SafeText.line("%-15s %s".formatted(name, value)));
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = {
                "Lets devices in; each goes on by itself within minutes.",
                "A device that may be one that is known joins as a new one unless --same is given."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall review approve R-12",
                "  rollcall review approve --all-of G-3 --except R-40,R-41",
                "  rollcall review approve --token 'new lab' --yes",
                "  rollcall review approve R-13 --same"
            })
    int approve(
            @Mixin Client client,
            @Mixin ReviewDecision.Chosen chosen,
            @Option(
                            names = "--same",
                            description =
                                    "It is the device that it possibly is: its record goes on.")
                    boolean same,
            @Option(names = "--new", description = "It is another device, for sure.")
                    boolean fresh) {
        if (same && fresh) {
            throw new CommandFailure(ExitCode.USAGE, "it is the same or a new one, not both");
        }
        var more = new LinkedHashMap<String, Object>();
        if (same || fresh) {
            more.put("as", same ? "same" : "new");
        }
        return ReviewDecision.make(client, chosen, "approve", "approved", more);
    }

    @Command(
            name = "deny",
            mixinStandardHelpOptions = true,
            description = "Sends devices away, with a reason that they are told.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall review deny R-12 --reason 'not one of ours'")
    int deny(
            @Mixin Client client,
            @Mixin ReviewDecision.Chosen chosen,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return ReviewDecision.make(client, chosen, "deny", "denied", Map.of("reason", reason));
    }

    @Command(
            name = "reopen",
            mixinStandardHelpOptions = true,
            description = "Takes a denial back, or an approval that nobody joined by yet.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall review reopen R-12")
    int reopen(@Mixin Client client, @Mixin ReviewDecision.Chosen chosen) {
        return ReviewDecision.make(client, chosen, "reopen", "waiting again", Map.of());
    }
}

package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
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
import org.jspecify.annotations.Nullable;
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
        return note.equals(Words.ABSENT) ? Words.at(group, "token") : note;
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
        client.terminal().print(SafeText.line("%-12s %s".formatted(name, value)));
    }

    /** Which reviews are meant. */
    static final class Chosen {

        @Parameters(paramLabel = "REVIEW", arity = "0..*", description = "Such as R-12.")
        private @Nullable List<String> reviews;

        @Option(
                names = "--all-of",
                paramLabel = "GROUP",
                description = "All of a group, such as G-3.")
        private Optional<String> group = Optional.empty();

        @Option(
                names = "--token",
                paramLabel = "NAME",
                description = "All of a token, by its note or id.")
        private Optional<String> token = Optional.empty();

        @Option(names = "--except", paramLabel = "REVIEW", split = ",", description = "But these.")
        private @Nullable List<String> except;

        @Option(names = "--yes", description = "Do not ask; needed where nobody is to be asked.")
        private boolean yes;

        private boolean isEmpty() {
            return named().isEmpty() && group.isEmpty() && token.isEmpty();
        }

        private List<String> named() {
            return reviews == null ? List.of() : reviews;
        }

        private List<String> excepted() {
            return except == null ? List.of() : except;
        }
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
            @Mixin Chosen chosen,
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
        return decide(client, chosen, "approve", "approved", more);
    }

    @Command(
            name = "deny",
            mixinStandardHelpOptions = true,
            description = "Sends devices away, with a reason that they are told.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall review deny R-12 --reason 'not one of ours'")
    int deny(
            @Mixin Client client,
            @Mixin Chosen chosen,
            @Option(names = "--reason", required = true, paramLabel = "TEXT") String reason) {
        return decide(client, chosen, "deny", "denied", Map.of("reason", reason));
    }

    @Command(
            name = "reopen",
            mixinStandardHelpOptions = true,
            description = "Takes a denial back, or an approval that nobody joined by yet.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall review reopen R-12")
    int reopen(@Mixin Client client, @Mixin Chosen chosen) {
        return decide(client, chosen, "reopen", "waiting again", Map.of());
    }

    private static int decide(
            Client client, Chosen chosen, String verb, String done, Map<String, Object> more) {
        if (chosen.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "which? Name reviews, or give --all-of or --token");
        }
        return client.ask(api -> {
            var body = new LinkedHashMap<String, Object>(more);
            body.put("decision", verb);
            body.put("reviews", chosen.named());
            body.put("except", chosen.excepted());
            chosen.group.ifPresent(group -> body.put("group", group));
            chosen.token.ifPresent(token -> body.put("token", token(client, api, token)));
            if (chosen.group.isPresent() || chosen.token.isPresent()) {
                body.put("expected", counted(client, api, chosen, body, verb));
            }
            return client.show(
                    api.post(client.inDistrict("reviews", "decisions"), body),
                    made ->
                            client.terminal()
                                    .print("%s %s".formatted(Words.at(made, "count"), done)));
        });
    }

    private static String token(Client client, ApiClient api, String name) {
        var tokens = Pages.items(api, client.inDistrict("tokens"), Integer.MAX_VALUE);
        var ids =
                tokens.stream()
                        .filter(t ->
                                Words.at(t, "id").equals(name) || Words.at(t, "note").equals(name))
                        .map(t -> Words.at(t, "id"))
                        .toList();
        if (ids.size() != 1) {
            throw new CommandFailure(
                    ExitCode.REFUSED,
                    ids.isEmpty()
                            ? "there is no token of that note or id: " + name
                            : "several tokens have that note: name one by its id");
        }
        return ids.getFirst();
    }

    /** Says how many are meant, and asks. */
    private static int counted(
            Client client, ApiClient api, Chosen chosen, Map<String, Object> body, String verb) {
        var path =
                client.inDistrict("reviews")
                        .with("state", (Object) (verb.equals("reopen") ? "denied" : "waiting"))
                        .with("group", chosen.group);
        var meant =
                Pages.items(api, path, Integer.MAX_VALUE).stream()
                        .filter(r ->
                                chosen.token.isEmpty()
                                        || Words.at(r, "token").equals(body.get("token")))
                        .map(r -> Words.at(r, "review"))
                        .collect(java.util.stream.Collectors.toSet());
        meant.addAll(chosen.named());
        chosen.excepted().forEach(meant::remove);
        var question = "%s %d devices".formatted(verb, meant.size());
        var terminal = client.terminal();
        if (meant.isEmpty()) {
            throw new CommandFailure(ExitCode.REFUSED, "nothing to decide: none waits");
        }
        terminal.remark(question);
        if (!chosen.yes && !terminal.interactive()) {
            throw new CommandFailure(
                    ExitCode.USAGE, question + "; give --yes: nobody is here to confirm");
        }
        if (!chosen.yes && !terminal.confirm("Do it?")) {
            throw new CommandFailure(ExitCode.REFUSED, "not confirmed; nothing was decided");
        }
        return meant.size();
    }
}

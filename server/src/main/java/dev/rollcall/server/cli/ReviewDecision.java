package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses reviews, says how many they are, and decides about them. */
final class ReviewDecision {

    private ReviewDecision() {}

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

    static int make(
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

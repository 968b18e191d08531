package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Times;
import dev.rollcall.server.cli.terminal.Words;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall grant}. */
@Command(
        name = "grant",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Who has which role where.")
final class GrantCommands {

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Gives a person a role at a unit and below it, or denies it there.",
                "Roles: provider-admin, district-admin, technician, help-desk, auditor, key-custodian."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall grant add sam technician --unit lincoln --until 2027-06-30",
                "  rollcall grant add sam technician --unit office --deny"
            })
    int add(
            @Mixin Client client,
            @Parameters(paramLabel = "LOGIN") String login,
            @Parameters(paramLabel = "ROLE") String role,
            @Option(
                            names = "--unit",
                            paramLabel = "SLUG",
                            description = "The whole district if left out.")
                    Optional<String> unit,
            @Option(names = "--deny", description = "Take the role there instead.") boolean deny,
            @Option(names = "--from", paramLabel = "T", description = "Now if left out.")
                    Optional<String> from,
            @Option(names = "--until", paramLabel = "T", description = "Until further notice.")
                    Optional<String> until) {
        var zone = client.terminal().zone();
        var where = unit.orElseGet(client::districtSlug);
        var body = new LinkedHashMap<String, Object>();
        body.put("login", login);
        body.put("unit", where);
        body.put("role", role);
        body.put("effect", deny ? "deny" : "allow");
        from.ifPresent(t -> body.put("from", Instants.parse(t, zone)));
        until.ifPresent(t -> body.put("until", Instants.parse(t, zone)));
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("grants"), body),
                        grant ->
                                client.terminal()
                                        .print(
                                                SafeText.line(
                                                        "%s %s %s at %s  %s"
                                                                .formatted(
                                                                        login,
                                                                        deny ? "is denied" : "is",
                                                                        Words.at(grant, "role"),
                                                                        where,
                                                                        Words.at(grant, "id"))))));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Counts and lists the grants that hold, now or at an instant.",
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall grant list", "  rollcall grant list --as-of 2026-10-01"})
    int list(
            @Mixin Client client,
            @Option(names = "--as-of", paramLabel = "T", description = "Instant or date.")
                    Optional<String> asOf) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("grants")
                            .with(
                                    "as-of",
                                    asOf.map(t -> Instants.parse(t, client.terminal().zone())));
            var page = Pages.document(Pages.items(api, path, Integer.MAX_VALUE));
            return client.show(
                    page,
                    p -> print(client.terminal(), p, Slugs.of(api, client), logins(api, client)));
        });
    }

    static void print(Terminal terminal, JsonNode page, Slugs slugs, Map<String, String> logins) {
        var roles = new TreeMap<String, Integer>();
        var table = new Table("PERSON", "ROLE", "UNIT", "EFFECT", "UNTIL", "ID");
        for (var grant : page.path("items")) {
            roles.merge(Words.at(grant, "role"), 1, Integer::sum);
            var person = Words.at(grant, "person");
            table.row(
                    logins.getOrDefault(person, person),
                    Words.at(grant, "role"),
                    slugs.of(Words.at(grant, "place", "unit")),
                    Words.at(grant, "effect"),
                    Words.instant(grant, "to")
                            .map(t -> Times.minute(t, terminal.zone()))
                            .orElse(Words.ABSENT),
                    Words.at(grant, "id"));
        }
        var counts = new StringBuilder("grants " + page.path("items").size());
        roles.forEach((role, count) -> counts.append(" · ").append(role).append(' ').append(count));
        terminal.print(SafeText.line(counts.toString()));
        if (!table.isEmpty()) {
            terminal.print(table);
        }
    }

    @Command(
            name = "end",
            mixinStandardHelpOptions = true,
            description = "Ends a grant now.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall grant end 01997a9e-3c1e-7000-8000-000000000001")
    int end(
            @Mixin Client client,
            @Parameters(paramLabel = "ID", description = "As 'grant list' shows it.") String id) {
        return client.ask(api ->
                client.show(
                        api.delete(client.inDistrict("grants", id)),
                        a -> client.terminal().print("ended")));
    }

    private static Map<String, String> logins(ApiClient api, Client client) {
        var logins = new HashMap<String, String>();
        Pages.items(api, client.inDistrict("people"), Integer.MAX_VALUE)
                .forEach(person -> logins.put(Words.at(person, "id"), Words.at(person, "login")));
        return logins;
    }
}

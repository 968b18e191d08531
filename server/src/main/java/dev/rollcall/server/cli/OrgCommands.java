package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.terminal.CommandFailure;
import dev.rollcall.server.cli.terminal.ExitCode;
import dev.rollcall.server.cli.terminal.Instants;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code rollcall org}. */
@Command(
        name = "org",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Districts, schools, labs and whatever else devices belong to.")
final class OrgCommands {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Counts the units of a district and shows them as a tree.",
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall org list", "  rollcall org list --as-of 2026-10-01"})
    int list(
            @Mixin Client client,
            @Option(names = "--as-of", paramLabel = "T", description = "Instant or date.")
                    Optional<String> asOf) {
        return client.ask(api -> {
            var path =
                    client.inDistrict("units")
                            .with(
                                    "as-of",
                                    asOf.map(t -> Instants.parse(t, client.terminal().zone())));
            return client.show(
                    Pages.document(Pages.items(api, path, Integer.MAX_VALUE)),
                    page -> tree(page).forEach(client.terminal()::print));
        });
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Adds a unit below the district or another unit.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall org add lincoln --name 'Lincoln High School' --kind school",
                "  rollcall org add lab-204 --name 'Lab 204' --kind lab --parent lincoln"
            })
    int add(
            @Mixin Client client,
            @Parameters(paramLabel = "SLUG", description = "What commands call it.") String slug,
            @Option(names = "--name", required = true, paramLabel = "NAME") String name,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            defaultValue = "school",
                            description = "school, department, lab or other (${DEFAULT-VALUE}).")
                    String kind,
            @Option(
                            names = "--parent",
                            paramLabel = "UNIT",
                            description = "Slug; the district itself if left out.")
                    Optional<String> parent) {
        var body = new LinkedHashMap<String, Object>();
        body.put("slug", slug);
        body.put("name", name);
        body.put("kind", kind);
        parent.ifPresent(p -> body.put("parent", p));
        return client.ask(api ->
                client.show(
                        api.post(client.inDistrict("units"), body),
                        unit -> client.terminal().print(unit(unit) + " added")));
    }

    @Command(
            name = "move",
            mixinStandardHelpOptions = true,
            description = "Moves a unit, with everything in and below it, below another.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall org move lab-204 washington")
    int move(
            @Mixin Client client,
            @Parameters(paramLabel = "UNIT", description = "Slug.") String unit,
            @Parameters(paramLabel = "PARENT", description = "Slug of the new parent.")
                    String parent) {
        return change(client, unit, Map.of("parent", parent), "moved below " + parent);
    }

    @Command(
            name = "rename",
            mixinStandardHelpOptions = true,
            description = "Gives a unit another name; its slug stays.",
            footerHeading = "%nExample:%n",
            footer = "  rollcall org rename lab-204 'Media lab'")
    int rename(
            @Mixin Client client,
            @Parameters(paramLabel = "UNIT", description = "Slug.") String unit,
            @Parameters(paramLabel = "NAME") String name) {
        return change(client, unit, Map.of("name", name), "renamed");
    }

    @Command(
            name = "grace",
            mixinStandardHelpOptions = true,
            description = {
                "Says for how long after the end of its certificate a device of a unit may return by"
                        + " itself; units below have the same unless they say otherwise.",
                "400 days where nobody said anything; 0 for not at all."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  rollcall org grace lab-204 0", "  rollcall org grace lab-204 inherit"})
    int grace(
            @Mixin Client client,
            @Parameters(paramLabel = "UNIT", description = "Slug.") String unit,
            @Parameters(
                            paramLabel = "DAYS|inherit",
                            description = "0 to 3650, or inherit for what holds above.")
                    String days) {
        Map<String, Object> body =
                days(days)
                        .<Map<String, Object>>map(own -> Map.of("returnGraceDays", own))
                        .orElse(Map.of("inheritReturnGrace", true));
        return client.ask(api ->
                client.show(
                        api.patch(client.inDistrict("units", unit), body),
                        changed -> client.terminal().print(unit(changed) + " " + grace(changed))));
    }

    private static String grace(JsonNode unit) {
        int days = unit.path("returnGraceDays").asInt();
        var from = unit.path("returnGraceInherited").asBoolean() ? ", as above it" : "";
        return days == 0
                ? "lets no device return whose certificate has expired" + from
                : "lets devices return up to " + days + " days after their certificates" + from;
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = {
                "Says for how many days the past of the inventory is kept, of devices that are in a"
                        + " unit; units below have the same unless they say otherwise.",
                "3653 days, ten years, where nobody said anything; never less than three years."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  rollcall org history lincoln 1826",
                "  rollcall org history lincoln inherit"
            })
    int history(
            @Mixin Client client,
            @Parameters(paramLabel = "UNIT", description = "Slug.") String unit,
            @Parameters(
                            paramLabel = "DAYS|inherit",
                            description = "1095 to 36500, or inherit for what holds above.")
                    String days) {
        Map<String, Object> body =
                days(days)
                        .<Map<String, Object>>map(own -> Map.of("historyDays", own))
                        .orElse(Map.of("inheritHistory", true));
        return client.ask(api ->
                client.show(
                        api.patch(client.inDistrict("units", unit), body),
                        changed ->
                                client.terminal().print(unit(changed) + " " + history(changed))));
    }

    private static String history(JsonNode unit) {
        return "keeps the inventory's past for "
                + unit.path("historyDays").asInt()
                + " days"
                + (unit.path("historyInherited").asBoolean() ? ", as above it" : "");
    }

    /** Of its own; empty where those above shall hold. */
    private static Optional<Integer> days(String text) {
        if (!text.matches("inherit|\\d{1,5}")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    SafeText.line(text + " is neither a number of days nor inherit"));
        }
        return Optional.of(text).filter(t -> !t.equals("inherit")).map(Integer::valueOf);
    }

    private static int change(
            Client client, String unit, Map<String, String> body, String outcome) {
        return client.ask(api ->
                client.show(
                        api.patch(client.inDistrict("units", unit), body),
                        changed ->
                                client.terminal()
                                        .print(unit(changed) + " " + SafeText.line(outcome))));
    }

    private static String unit(JsonNode unit) {
        return SafeText.line(
                Words.at(unit, "kind")
                        + " "
                        + Words.at(unit, "slug")
                        + " ("
                        + Words.at(unit, "name")
                        + ")");
    }

    /** Counts, then a line per unit, indented below its parent. */
    static List<String> tree(JsonNode page) {
        var kinds = new LinkedHashMap<String, Integer>();
        var known = new HashMap<String, JsonNode>();
        for (var unit : page.path("items")) {
            kinds.merge(Words.at(unit, "kind"), 1, Integer::sum);
            known.put(Words.at(unit, "id"), unit);
        }
        var lines = new ArrayList<String>();
        lines.add(
                SafeText.line(
                        String.join(
                                " · ",
                                kinds.entrySet().stream()
                                        .map(e -> e.getKey() + " " + e.getValue())
                                        .toList())));
        for (var unit : page.path("items")) {
            // those below a unit that the caller may not see stand at the left
            if (!known.containsKey(Words.at(unit, "parent"))) {
                below(page, unit, "", lines);
            }
        }
        return lines;
    }

    private static void below(JsonNode page, JsonNode unit, String indent, List<String> lines) {
        lines.add(
                indent
                        + SafeText.line(
                                "%s  %s  %s"
                                        .formatted(
                                                Words.at(unit, "slug"),
                                                Words.at(unit, "name"),
                                                Words.at(unit, "kind"))));
        for (var child : page.path("items")) {
            if (Words.at(child, "parent").equals(Words.at(unit, "id"))) {
                below(page, child, indent + "  ", lines);
            }
        }
    }
}

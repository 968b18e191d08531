package dev.rollcall.server.cli;

import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Says what policies change and how they hold: counts first. Pure. */
final class PolicyWords {

    private PolicyWords() {}

    static List<String> diff(JsonNode diff) {
        var lines = new ArrayList<String>();
        lines.add(
                SafeText.line(
                        "%s version %s · added %d · changed %d · removed %d · devices %s"
                                .formatted(
                                        Words.at(diff, "policy"),
                                        Words.at(diff, "version"),
                                        diff.path("added").size(),
                                        diff.path("changed").size(),
                                        diff.path("removed").size(),
                                        Words.at(diff, "devices"))));
        each(lines, "  + ", diff.path("added"));
        each(lines, "  ~ ", diff.path("changed"));
        each(lines, "  - ", diff.path("removed"));
        each(lines, "  applies to ", diff.path("assigned"));
        each(lines, "  no more to ", diff.path("unassigned"));
        return lines;
    }

    static Table list(JsonNode page, Terminal terminal) {
        var table = new Table("POLICY", "VERSION", "SETTINGS", "UNITS", "CHANGED", "BY");
        for (var policy : page.path("items")) {
            table.row(
                    Words.at(policy, "name"),
                    Words.at(policy, "latest"),
                    Words.at(policy, "settings"),
                    assignments(policy),
                    Words.ago(terminal, policy, "changedAt"),
                    Words.at(policy, "changedBy"));
        }
        return table;
    }

    static List<String> show(JsonNode shown, Terminal terminal) {
        var policy = shown.path("policy");
        var holds = shown.path("compliance");
        var lines = new ArrayList<String>();
        lines.add(
                "compliant %s · failing %s · unsupported %s · unknown %s"
                        .formatted(
                                Words.at(holds, "compliant"),
                                Words.at(holds, "failing"),
                                Words.at(holds, "unsupported"),
                                Words.at(holds, "unknown")));
        lines.add(
                SafeText.line(
                        "%s version %s · settings %s · changed %s by %s"
                                .formatted(
                                        Words.at(policy, "name"),
                                        Words.at(policy, "latest"),
                                        Words.at(policy, "settings"),
                                        Words.ago(terminal, policy, "changedAt"),
                                        Words.at(policy, "changedBy"))));
        if (!Words.at(policy, "description").isEmpty()) {
            lines.add(SafeText.line(Words.at(policy, "description")));
        }
        lines.add(SafeText.line("applies to " + assignments(policy)));
        return lines;
    }

    static List<String> explain(JsonNode explanation, Terminal terminal) {
        var states = new LinkedHashMap<String, Integer>();
        var table = new Table("SETTING", "STATE", "FROM", "OVERRODE", "CHECKED", "DETAIL");
        for (var line : explanation.path("settings")) {
            var state = line.path("state").asString("unknown");
            states.merge(state, 1, Integer::sum);
            table.row(
                    Words.at(line, "key"),
                    state,
                    origin(line.path("from")),
                    origins(line.path("overrode")),
                    Words.ago(terminal, line, "checkedAt"),
                    Words.at(line, "detail"));
        }
        var counts = new StringBuilder("settings " + explanation.path("settings").size());
        states.forEach((state, n) -> counts.append(" · ").append(state).append(' ').append(n));
        var lines = new ArrayList<String>();
        lines.add(SafeText.line(counts.toString()));
        lines.add(SafeText.line("units " + joined(explanation.path("units"), " > ")));
        if (!table.isEmpty()) {
            lines.addAll(table.lines());
        }
        for (var left : explanation.path("leftBehind")) {
            lines.add(
                    SafeText.line(
                            "not given back %s: %s"
                                    .formatted(Words.at(left, "path"), Words.at(left, "reason"))));
        }
        return lines;
    }

    private static String origin(JsonNode from) {
        return "%s@%s at %s"
                .formatted(
                        Words.at(from, "policy"),
                        Words.at(from, "version"),
                        Words.at(from, "unit"));
    }

    private static String origins(JsonNode all) {
        var texts = new ArrayList<String>();
        all.forEach(from -> texts.add(origin(from)));
        return texts.isEmpty() ? Words.ABSENT : String.join(", ", texts);
    }

    private static String assignments(JsonNode policy) {
        var texts = new ArrayList<String>();
        for (var assignment : policy.path("assignments")) {
            texts.add(
                    Words.at(assignment, "unit")
                            + (assignment.path("pinned").asBoolean(false)
                                    ? "@" + Words.at(assignment, "version")
                                    : ""));
        }
        return texts.isEmpty() ? "no unit" : String.join(", ", texts);
    }

    private static String joined(JsonNode words, String between) {
        var texts = new ArrayList<String>();
        words.forEach(word -> texts.add(word.asString("")));
        return String.join(between, texts);
    }

    private static void each(List<String> lines, String before, JsonNode words) {
        words.forEach(word -> lines.add(SafeText.line(before + word.asString(""))));
    }
}

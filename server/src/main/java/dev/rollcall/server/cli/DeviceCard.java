package dev.rollcall.server.cli;

import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Sizes;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** One device on one screen. */
final class DeviceCard {

    private DeviceCard() {}

    /** Of a card of the past: what on it is not. */
    static void past(Terminal terminal, JsonNode device) {
        terminal.print(
                "as of "
                        + Words.time(terminal, device, "asOf")
                        + "; but host name, label, check-in, agent and key are today's");
    }

    static void print(Terminal terminal, JsonNode device) {
        print(terminal, device, List.of());
    }

    /**
     * @param permits those that are valid
     */
    static void print(Terminal terminal, JsonNode device, List<JsonNode> permits) {
        line(terminal, "device", Words.at(device, "hostname") + "  " + Words.at(device, "id"));
        line(terminal, "label", Words.at(device, "label"));
        line(
                terminal,
                "unit",
                Words.at(device, "unit", "slug") + "  " + Words.at(device, "unit", "name"));
        line(terminal, "status", Words.at(device, "status"));
        retirement(terminal, device.path("retirement"));
        permits.forEach(permit -> permit(terminal, permit));
        var merged = device.path("merged");
        if (merged.isObject()) {
            line(
                    terminal,
                    "merged",
                    "into %s (%s) on %s by %s: %s"
                            .formatted(
                                    Words.at(merged, "name"),
                                    Words.at(merged, "into"),
                                    Words.time(terminal, merged, "since"),
                                    Words.at(merged, "by"),
                                    Words.at(merged, "reason")));
        }
        for (var part : device.path("parts")) {
            line(
                    terminal,
                    "also",
                    "%s (%s), merged into this on %s by %s: %s"
                            .formatted(
                                    Words.at(part, "name"),
                                    Words.at(part, "id"),
                                    Words.time(terminal, part, "since"),
                                    Words.at(part, "by"),
                                    Words.at(part, "reason")));
        }
        if (device.path("cameFrom").isString()) {
            line(terminal, "came from", Words.at(device, "cameFrom"));
        }
        line(
                terminal,
                "check-in",
                Words.at(device, "presence") + ", " + Words.time(terminal, device, "lastCheckIn"));
        line(
                terminal,
                "agent",
                Words.at(device, "agent") + ", key " + Words.at(device, "keyProtection"));
        vulnerable(terminal, device.path("vulnerable"));
        if (device.path("cloneCase").isString()) {
            var found = Words.at(device, "cloneCase");
            line(terminal, "clones", "in quarantine; see: rollcall clone show " + found);
        }
        if (device.path("stateLostAt").isString()) {
            line(
                    terminal,
                    "state",
                    "not kept across a restart, last seen "
                            + Words.ago(terminal, device, "stateLostAt"));
        }
        for (var section : device.path("sections")) {
            section(terminal, section);
        }
        var volatileFacts = device.path("volatileFacts");
        if (volatileFacts.isObject()) {
            terminal.print("");
            terminal.print(
                    "volatile  (received "
                            + Words.ago(terminal, volatileFacts, "receivedAt")
                            + ")");
            body(terminal, volatileFacts.path("facts"));
        }
    }

    /** So it is today, or was when its packages were collected; without them nothing is known. */
    private static void vulnerable(Terminal terminal, JsonNode vulnerable) {
        if (!vulnerable.isObject()) {
            line(terminal, "vulnerable", "unknown");
            return;
        }
        var since = Words.time(terminal, vulnerable, "collectedAt");
        boolean stale = vulnerable.path("stale").asBoolean(false);
        line(
                terminal,
                "vulnerable",
                "%sworst %s; %s high or critical with a fix; by data of %s%s%s"
                        .formatted(
                                stale ? "stale since " + since + "; then " : "",
                                Words.at(vulnerable, "worst"),
                                Words.at(vulnerable, "fixableGrave"),
                                Words.time(terminal, vulnerable, "newest"),
                                vulnerable.path("old").asBoolean(false) ? ", which is old" : "",
                                vulnerable.path("incomplete").asBoolean(false)
                                        ? "; a part of its packages could not be read"
                                        : ""));
    }

    private static void retirement(Terminal terminal, JsonNode retirement) {
        if (retirement.isObject()) {
            line(
                    terminal,
                    "retired",
                    "as %s on %s: %s"
                            .formatted(
                                    Words.at(retirement, "as"),
                                    Words.at(retirement, "on"),
                                    Words.at(retirement, "reason")));
        }
    }

    private static void permit(Terminal terminal, JsonNode permit) {
        line(
                terminal,
                "permit",
                "%s until %s, given by %s"
                        .formatted(
                                Words.at(permit, "purpose"),
                                Words.time(terminal, permit, "validUntil"),
                                Words.at(permit, "givenBy")));
    }

    private static void section(Terminal terminal, JsonNode section) {
        var state = Words.at(section, "state");
        var ago = Words.ago(terminal, section, "collectedAt");
        var how =
                switch (state) {
                    case "ok" -> "ok, collected " + ago;
                    case "off" -> "off";
                    default -> state.replace('-', ' ') + ", tried " + ago;
                };
        terminal.print("");
        terminal.print(SafeText.line(Words.at(section, "kind") + "  (" + how + ")"));
        if (section.path("detail").isString()) {
            line(terminal, "  why", Words.at(section, "detail"));
        }
        body(terminal, section.path("body"));
    }

    private static void body(Terminal terminal, JsonNode body) {
        for (var entry : body.properties()) {
            value(terminal, "  " + entry.getKey(), entry.getValue());
        }
    }

    private static void value(Terminal terminal, String name, JsonNode value) {
        if (value.isArray()) {
            line(terminal, name, value.size() + (value.size() == 1 ? " entry" : " entries"));
            int shown = 0;
            for (var item : value) {
                if (++shown > 20) {
                    terminal.print("    … see --json for all");
                    break;
                }
                terminal.print("    " + SafeText.line(flat(item)));
            }
        } else if (value.isObject()) {
            line(terminal, name, flat(value));
        } else {
            line(terminal, name, word(name, value));
        }
    }

    private static String flat(JsonNode value) {
        if (!value.isObject()) {
            return value.isValueNode() ? value.asString("") : value.toString();
        }
        var text = new StringBuilder();
        for (var entry : value.properties()) {
            var name = entry.getKey();
            text.append(text.isEmpty() ? "" : ", ")
                    .append(name)
                    .append(' ')
                    .append(
                            entry.getValue().isValueNode()
                                    ? word(name, entry.getValue())
                                    : flat(entry.getValue()));
        }
        return text.toString();
    }

    private static String word(String name, JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        var size = value.isIntegralNumber() && name.toLowerCase(Locale.ROOT).endsWith("bytes");
        return size ? Sizes.words(value.longValue()) : value.asString("");
    }

    private static void line(Terminal terminal, String name, String value) {
        terminal.print(SafeText.line("%-22s %s".formatted(name, value)));
    }
}

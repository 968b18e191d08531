package dev.rollcall.server.cli;

import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.SafeText;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Terminal;
import dev.rollcall.server.cli.terminal.Words;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Things on the screen: many in lines, and one with its past. */
final class AssetCard {

    /** What has a past that is told, and how it is called. */
    private static final Map<String, String> FIELDS = fields();

    private AssetCard() {}

    private static Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("assetTag", "tag");
        fields.put("serial", "serial");
        fields.put("manufacturer", "make");
        fields.put("model", "model");
        fields.put("unit", "unit");
        fields.put("status", "status");
        fields.put("statusOn", "on");
        fields.put("statusReason", "reason");
        fields.put("building", "building");
        fields.put("room", "room");
        fields.put("holder", "holder");
        fields.put("purchasedOn", "purchased");
        fields.put("cost", "cost");
        fields.put("funding", "funding");
        fields.put("note", "note");
        return fields;
    }

    static void table(Terminal terminal, JsonNode page, Slugs slugs) {
        var table =
                new Table("TAG", "SERIAL", "MODEL", "UNIT", "STATUS", "PLACE", "HOLDER", "DEVICE");
        for (var asset : page.path("items")) {
            table.row(
                    Words.at(asset, "assetTag"),
                    Words.at(asset, "serial"),
                    Words.at(asset, "model"),
                    slugs.of(Words.at(asset, "unit")),
                    Words.at(asset, "status"),
                    place(asset),
                    Words.at(asset, "holder"),
                    devices(asset));
        }
        terminal.print("assets " + page.path("items").size());
        if (!table.isEmpty()) {
            terminal.print(table);
        }
    }

    static String place(JsonNode asset) {
        var place =
                List.of("building", "room").stream()
                        .map(field -> Words.at(asset, field))
                        .filter(text -> !text.equals(Words.ABSENT))
                        .collect(Collectors.joining(" "));
        return place.isEmpty() ? Words.ABSENT : place;
    }

    static String devices(JsonNode asset) {
        var names =
                asset.path("devices")
                        .valueStream()
                        .map(d -> Words.at(d, "name"))
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? Words.ABSENT : names;
    }

    static void print(Terminal terminal, JsonNode found, Slugs slugs) {
        var asset = found.path("asset");
        line(terminal, "asset", Words.at(asset, "name") + "  " + Words.at(asset, "id"));
        FIELDS.forEach((field, word) -> {
            var value = value(asset, field, slugs);
            if (!value.equals(Words.ABSENT)) {
                line(terminal, word, value);
            }
        });
        for (var device : asset.path("devices")) {
            line(
                    terminal,
                    "device",
                    "%s, check-in %s%s"
                            .formatted(
                                    Words.at(device, "name"),
                                    Words.ago(terminal, device, "lastCheckIn"),
                                    device.path("retired").isString()
                                            ? ", retired as " + Words.at(device, "retired")
                                            : ""));
        }
        terminal.print("");
        terminal.print("past");
        past(terminal, found.path("states"), slugs);
        for (var link : found.path("links")) {
            terminal.print(
                    SafeText.line(
                            "  %s  device %s%s"
                                    .formatted(
                                            Words.time(terminal, link, "from"),
                                            Words.at(link, "name"),
                                            link.path("until").isString()
                                                    ? ", until "
                                                            + Words.time(terminal, link, "until")
                                                    : "")));
        }
    }

    private static void past(Terminal terminal, JsonNode states, Slugs slugs) {
        var all = states.valueStream().toList();
        for (int i = 0; i < all.size(); i++) {
            var state = all.get(i);
            var by = Words.at(state, "asset", "saidBy");
            terminal.print(
                    SafeText.line(
                            "  %s  %s: %s"
                                    .formatted(
                                            Words.time(terminal, state, "from"),
                                            by.equals(Words.ABSENT) ? "inventory or a list" : by,
                                            i + 1 < all.size()
                                                    ? difference(
                                                            all.get(i + 1).path("asset"),
                                                            state.path("asset"),
                                                            slugs)
                                                    : "first known")));
        }
    }

    /** Such as {@code room 204 → 12, holder – → Kim}. */
    static String difference(JsonNode before, JsonNode after, Slugs slugs) {
        var changes = new ArrayList<String>();
        FIELDS.forEach((field, word) -> {
            var was = value(before, field, slugs);
            var is = value(after, field, slugs);
            if (!Objects.equals(was, is)) {
                changes.add(word + " " + was + " → " + is);
            }
        });
        return changes.isEmpty() ? "no change" : String.join(", ", changes);
    }

    private static String value(JsonNode asset, String field, Slugs slugs) {
        var value = Words.at(asset, field);
        return field.equals("unit") ? slugs.of(value) : value;
    }

    private static void line(Terminal terminal, String name, String value) {
        terminal.print(SafeText.line("%-12s %s".formatted(name, value)));
    }
}

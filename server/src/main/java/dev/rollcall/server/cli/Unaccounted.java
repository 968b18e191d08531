package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.client.ApiClient;
import dev.rollcall.server.cli.client.ApiPath;
import dev.rollcall.server.cli.client.Client;
import dev.rollcall.server.cli.client.Pages;
import dev.rollcall.server.cli.client.Slugs;
import dev.rollcall.server.cli.terminal.Table;
import dev.rollcall.server.cli.terminal.Words;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counts and lists what is not accounted for. */
final class Unaccounted {

    private static final String NO_ASSET = "no-asset";

    private Unaccounted() {}

    static int show(
            Client client,
            Optional<String> finding,
            int days,
            Optional<String> unit,
            boolean countOnly,
            int limit) {
        return client.ask(api -> {
            var counts = api.get(path(client, days, unit, "count"));
            var document = Json.wire().createObjectNode();
            document.set("counts", counts);
            if (!countOnly) {
                list(client, api, document, finding, days, unit, limit);
            }
            return client.show(document, d -> print(client, d, api));
        });
    }

    private static void list(
            Client client,
            ApiClient api,
            ObjectNode document,
            Optional<String> finding,
            int days,
            Optional<String> unit,
            int limit) {
        boolean devices = finding.equals(Optional.of(NO_ASSET));
        var path =
                devices
                        ? path(client, days, unit, "devices")
                        : path(client, days, unit).with("finding", finding);
        var items = Pages.document(Pages.items(api, path, limit)).path("items");
        document.set(devices ? "devices" : "items", items);
    }

    private static ApiPath path(Client client, int days, Optional<String> unit, String... more) {
        var path =
                more.length == 0
                        ? client.inDistrict("assets", "unaccounted")
                        : client.inDistrict("assets", "unaccounted", more[0]);
        return path.with("days", (Object) days).with("unit", unit);
    }

    private static void print(Client client, JsonNode document, ApiClient api) {
        var terminal = client.terminal();
        var counts = document.path("counts");
        terminal.print(
                "unaccounted %s · of %s assets · gone %s · devices without an asset %s · of %s"
                        .formatted(
                                Words.at(counts, "unaccounted"),
                                Words.at(counts, "assets"),
                                Words.at(counts, "gone"),
                                Words.at(counts, "devicesWithoutAsset"),
                                Words.at(counts, "devices")));
        terminal.print(
                counts.path("findings").properties().stream()
                        .map(f -> f.getKey() + " " + f.getValue().asString(""))
                        .collect(Collectors.joining(" · ")));
        if (document.path("items").isArray() && !document.path("items").isEmpty()) {
            assets(client, document.path("items"), Slugs.of(api, client));
        }
        if (document.path("devices").isArray() && !document.path("devices").isEmpty()) {
            devices(client, document.path("devices"), Slugs.of(api, client));
        }
    }

    private static void assets(Client client, JsonNode items, Slugs slugs) {
        var table = new Table("TAG", "SERIAL", "UNIT", "STATUS", "PLACE", "DEVICE", "FINDINGS");
        for (var asset : items) {
            table.row(
                    Words.at(asset, "assetTag"),
                    Words.at(asset, "serial"),
                    slugs.of(Words.at(asset, "unit")),
                    Words.at(asset, "status"),
                    AssetCard.place(asset),
                    AssetCard.devices(asset),
                    asset.path("findings")
                            .valueStream()
                            .map(JsonNode::asString)
                            .collect(Collectors.joining(", ")));
        }
        client.terminal().print(table);
    }

    private static void devices(Client client, JsonNode items, Slugs slugs) {
        var table = new Table("DEVICE", "HOSTNAME", "SERIAL", "MODEL", "UNIT", "CHECK-IN");
        for (var device : items) {
            table.row(
                    Words.at(device, "id"),
                    Words.at(device, "hostname"),
                    Words.at(device, "serial"),
                    Words.at(device, "model"),
                    slugs.of(Words.at(device, "unit")),
                    Words.ago(client.terminal(), device, "lastCheckIn"));
        }
        client.terminal().print(table);
    }
}

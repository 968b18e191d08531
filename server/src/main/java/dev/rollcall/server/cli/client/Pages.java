package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a list of the API page by page. */
public final class Pages {

    private static final int A_PAGE = 200;

    private Pages() {}

    /** At most so many items, from as few pages as possible. */
    public static List<JsonNode> items(ApiClient api, ApiPath path, int most) {
        var items = new ArrayList<JsonNode>();
        Optional<String> cursor = Optional.empty();
        do {
            int wanted = Math.min(A_PAGE, most - items.size());
            var page = api.get(path.with("limit", (Object) wanted).with("cursor", cursor));
            page.path("items").forEach(items::add);
            cursor =
                    page.path("next").isString()
                            ? Optional.of(page.path("next").stringValue())
                            : Optional.empty();
        } while (cursor.isPresent() && items.size() < most);
        return items;
    }

    /** The items as one document, for {@code --json}. */
    public static ObjectNode document(List<JsonNode> items) {
        var document = Json.wire().createObjectNode();
        var array = document.putArray("items");
        items.forEach(array::add);
        return document;
    }
}

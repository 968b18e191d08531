package dev.rollcall.server.cli.client;

import dev.rollcall.server.cli.terminal.Words;
import java.util.LinkedHashMap;
import java.util.Map;

/** The slugs of a district's units, by the ids that answers name them with. */
public record Slugs(Map<String, String> byId) {

    public Slugs {
        byId = Map.copyOf(byId);
    }

    public static Slugs of(ApiClient api, Client client) {
        var slugs = new LinkedHashMap<String, String>();
        Pages.items(api, client.inDistrict("units"), Integer.MAX_VALUE)
                .forEach(unit -> slugs.put(Words.at(unit, "id"), Words.at(unit, "slug")));
        return new Slugs(slugs);
    }

    /** The slug, or the id of a unit that the caller may not see. */
    public String of(String id) {
        return byId.getOrDefault(id, id);
    }
}

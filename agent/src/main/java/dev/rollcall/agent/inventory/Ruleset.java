package dev.rollcall.agent.inventory;

import dev.rollcall.common.json.Json;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What nft lists. Pure.
 *
 * @param closed of which protocols what no rule lets in is kept out: a filter chain on the input
 *     hook drops by its policy, or by a last rule without conditions
 * @param rules how many there are
 * @param tables by name
 */
record Ruleset(Set<Protocol> closed, int rules, Set<String> tables) {

    private static final int DEEPEST = 16;

    /** Where packets for this device itself come through; bridges and the like do not count. */
    private static final Map<String, Set<Protocol>> FAMILIES =
            Map.of(
                    "inet", Set.of(Protocol.IPV4, Protocol.IPV6),
                    "ip", Set.of(Protocol.IPV4),
                    "ip6", Set.of(Protocol.IPV6));

    /** What a rule may hold besides its verdict and still be without conditions. */
    private static final Set<String> NO_CONDITION = Set.of("counter", "log");

    Ruleset {
        closed = Set.copyOf(closed);
        tables = Set.copyOf(tables);
    }

    /** In what packets come. */
    enum Protocol {
        IPV4,
        IPV6
    }

    /** What becomes of a packet that no rule with conditions decides. */
    private enum Fate {
        LET_IN,
        KEPT_OUT,
        GOES_ON
    }

    /** Reads {@code nft -j list ruleset}; empty if it makes no sense. */
    static Optional<Ruleset> parse(String json) {
        JsonNode listing;
        try {
            listing = Json.wire().readTree(json).path("nftables");
        } catch (JacksonException e) {
            return Optional.empty(); // not what nft prints
        }
        if (!listing.isArray()) {
            return Optional.empty();
        }
        var tables = new HashSet<String>();
        var input = new ArrayList<JsonNode>();
        var rules = new HashMap<String, List<JsonNode>>();
        int count = 0;
        for (var entry : listing) {
            var chain = entry.path("chain");
            if (entry.has("table")) {
                tables.add(entry.path("table").path("name").asString(""));
            }
            if (chain.path("hook").asString("").equals("input")
                    && chain.path("type").asString("").equals("filter")
                    && FAMILIES.containsKey(chain.path("family").asString(""))) {
                input.add(chain);
            }
            if (entry.has("rule")) {
                var rule = entry.path("rule");
                count++;
                rules.computeIfAbsent(
                                key(rule, rule.path("chain").asString("")), k -> new ArrayList<>())
                        .add(rule);
            }
        }
        var closed = EnumSet.noneOf(Protocol.class);
        for (var chain : input) {
            if (closes(chain, rules)) {
                closed.addAll(FAMILIES.getOrDefault(chain.path("family").asString(""), Set.of()));
            }
        }
        return Optional.of(new Ruleset(closed, count, tables));
    }

    private static boolean closes(JsonNode chain, Map<String, List<JsonNode>> rules) {
        return switch (fate(key(chain, chain.path("name").asString("")), rules, DEEPEST)) {
            case LET_IN -> false;
            case KEPT_OUT -> true;
            case GOES_ON -> chain.path("policy").asString("").equals("drop");
        };
    }

    private static Fate fate(String chain, Map<String, List<JsonNode>> rules, int deepest) {
        if (deepest == 0) {
            return Fate.LET_IN;
        }
        for (var rule : rules.getOrDefault(chain, List.of())) {
            var fate = fate(rule, rules, deepest);
            if (fate != Fate.GOES_ON) {
                return fate;
            }
        }
        return Fate.GOES_ON;
    }

    /** A rule with any condition decides nothing here. */
    private static Fate fate(JsonNode rule, Map<String, List<JsonNode>> rules, int deepest) {
        for (var statement : rule.path("expr")) {
            var name = statement.propertyNames().stream().findFirst().orElse("");
            var target = statement.path(name).path("target").asString("");
            switch (name) {
                case "drop", "reject" -> {
                    return Fate.KEPT_OUT;
                }
                case "accept" -> {
                    return Fate.LET_IN;
                }
                case "jump", "goto" -> {
                    return fate(key(rule, target), rules, deepest - 1);
                }
                case "xt" -> {
                    return extension(statement.path(name));
                }
                default -> {
                    if (!NO_CONDITION.contains(name)) {
                        return Fate.GOES_ON;
                    }
                }
            }
        }
        return Fate.GOES_ON;
    }

    /** How nft lists what iptables added and nft has no word for. */
    private static Fate extension(JsonNode extension) {
        boolean rejects =
                extension.path("type").asString("").equals("target")
                        && extension.path("name").asString("").equals("REJECT");
        return rejects ? Fate.KEPT_OUT : Fate.GOES_ON;
    }

    private static String key(JsonNode node, String chain) {
        return node.path("family").asString("")
                + " "
                + node.path("table").asString("")
                + " "
                + chain;
    }
}

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The packet filter in force, from the kernel's rules where nft can list them. */
final class PacketFilter {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 8 * 1024 * 1024;

    private PacketFilter() {}

    static Optional<Firewall> read(DeviceFiles files, Programs programs)
            throws IOException, InterruptedException {
        var listing =
                programs.run(List.of("nft", "-j", "list", "ruleset"), LIMIT, MAX_OUTPUT)
                        .filter(ProgramResult::succeeded)
                        .flatMap(result -> parse(result.output()));
        var ufw =
                Optional.ofNullable(
                                OperatingSystemCollector.assignments(
                                                files.lines("/etc/ufw/ufw.conf"))
                                        .get("ENABLED"))
                        .map("yes"::equalsIgnoreCase);
        boolean legacyRules = !files.lines("/proc/net/ip_tables_names").isEmpty();
        return decide(listing, ufw, legacyRules);
    }

    /**
     * What the rules in force say counts more than what a configuration intends.
     *
     * @param ufw whether ufw is switched on; absent if it is not installed
     * @param legacyRules whether the older iptables interface, which nft does not list, is in use
     */
    static Optional<Firewall> decide(
            Optional<Ruleset> listing, Optional<Boolean> ufw, boolean legacyRules) {
        var rules = listing.filter(l -> !legacyRules).map(Ruleset::rules);
        boolean filtering = listing.map(Ruleset::filtersInput).orElse(false) || legacyRules;
        if (listing.isPresent() && listing.get().tables().contains("firewalld")) {
            return Optional.of(new Firewall(FirewallKind.FIREWALLD, filtering, rules));
        }
        if (ufw.equals(Optional.of(true))) {
            boolean on = filtering || listing.isEmpty();
            return Optional.of(new Firewall(FirewallKind.UFW, on, rules));
        }
        if (listing.isPresent()) {
            return Optional.of(new Firewall(FirewallKind.NFTABLES, filtering, rules));
        }
        return ufw.map(enabled -> new Firewall(FirewallKind.UFW, enabled, rules));
    }

    /**
     * What nft lists.
     *
     * @param filtersInput whether a chain on the input hook drops or has rules
     */
    record Ruleset(boolean filtersInput, int rules, Set<String> tables) {

        Ruleset {
            tables = Set.copyOf(tables);
        }
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
        var inputChains = new HashSet<String>();
        boolean drops = false;
        for (var entry : listing) {
            tables.add(entry.path("table").path("name").asString(""));
            var chain = entry.path("chain");
            if (chain.path("hook").asString("").equals("input")
                    && chain.path("type").asString("").equals("filter")) {
                inputChains.add(key(chain, "name"));
                drops |= chain.path("policy").asString("").equals("drop");
            }
        }
        int rules = 0;
        boolean inputRules = false;
        for (var entry : listing) {
            if (entry.has("rule")) {
                rules++;
                inputRules |= inputChains.contains(key(entry.path("rule"), "chain"));
            }
        }
        return Optional.of(new Ruleset(drops || inputRules, rules, tables));
    }

    private static String key(JsonNode node, String chainField) {
        return node.path("family").asString("")
                + " "
                + node.path("table").asString("")
                + " "
                + node.path(chainField).asString("");
    }
}

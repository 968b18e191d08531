package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.Ruleset.Protocol;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
                        .flatMap(result -> Ruleset.parse(result.output()));
        var ufw =
                OperatingSystemCollector.assignments(files.lines("/etc/ufw/ufw.conf"))
                        .getOrDefault("ENABLED", "no");
        return decide(listing, ufw.equalsIgnoreCase("yes"), spoken(files), unseen(files));
    }

    /** A kernel without IPv6 has no table of its addresses, or an empty one. */
    private static Set<Protocol> spoken(DeviceFiles files) throws IOException {
        var addresses = files.text("/proc/net/if_inet6");
        boolean without =
                addresses.map(String::isBlank).orElseGet(() -> files.exists("/proc/net/tcp"));
        return without ? EnumSet.of(Protocol.IPV4) : EnumSet.allOf(Protocol.class);
    }

    /** Of which protocols the older iptables interface has a filter table, or may have one. */
    private static Set<Protocol> unseen(DeviceFiles files) throws IOException {
        var unseen = EnumSet.noneOf(Protocol.class);
        for (var protocol : Protocol.values()) {
            var table = protocol == Protocol.IPV4 ? "ip_tables_names" : "ip6_tables_names";
            var names = files.text("/proc/net/" + table);
            boolean secret = names.isEmpty() && files.exists("/proc/net/" + table);
            if (secret || names.stream().flatMap(String::lines).anyMatch("filter"::equals)) {
                unseen.add(protocol);
            }
        }
        return unseen;
    }

    /**
     * Only the rules in force say whether it is on, and not what a configuration intends: on where
     * every protocol that is spoken is closed, off where one is known to be open.
     *
     * @param ufw whether ufw is switched on
     * @param unseen protocols with rules that nft does not list, which may let in everything or
     *     nothing
     */
    static Optional<Firewall> decide(
            Optional<Ruleset> listing, boolean ufw, Set<Protocol> spoken, Set<Protocol> unseen) {
        if (listing.isEmpty()) {
            return Optional.empty();
        }
        var ruleset = listing.get();
        var open = new HashSet<>(spoken);
        open.removeAll(ruleset.closed());
        if (!open.isEmpty() && unseen.containsAll(open)) {
            return Optional.empty();
        }
        var rules = unseen.isEmpty() ? Optional.of(ruleset.rules()) : Optional.<Integer>empty();
        return Optional.of(new Firewall(kind(ruleset, ufw), open.isEmpty(), rules));
    }

    private static FirewallKind kind(Ruleset ruleset, boolean ufw) {
        if (ruleset.tables().contains("firewalld")) {
            return FirewallKind.FIREWALLD;
        }
        return ufw ? FirewallKind.UFW : FirewallKind.NFTABLES;
    }
}

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.ProgramResult;
import dev.rollcall.agent.platform.Programs;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
                Optional.ofNullable(
                                OperatingSystemCollector.assignments(
                                                files.lines("/etc/ufw/ufw.conf"))
                                        .get("ENABLED"))
                        .map("yes"::equalsIgnoreCase);
        return decide(listing, ufw, files.lines("/proc/net/ip_tables_names"));
    }

    /**
     * What the rules in force say counts more than what a configuration intends.
     *
     * @param ufw whether ufw is switched on; absent if it is not installed
     * @param legacy tables of the older iptables interface, whose rules nft does not list: those of
     *     a filter table may let in everything or nothing
     */
    static Optional<Firewall> decide(
            Optional<Ruleset> listing, Optional<Boolean> ufw, List<String> legacy) {
        boolean unseen = legacy.contains("filter");
        var rules = listing.filter(l -> !unseen).map(Ruleset::rules);
        boolean closed = listing.map(Ruleset::closesInput).orElse(false);
        if (listing.isPresent() && listing.get().tables().contains("firewalld")) {
            return Optional.of(new Firewall(FirewallKind.FIREWALLD, closed, rules));
        }
        if (ufw.equals(Optional.of(true))) {
            boolean on = closed || unseen || listing.isEmpty();
            return Optional.of(new Firewall(FirewallKind.UFW, on, rules));
        }
        if (unseen && !closed) {
            return Optional.empty();
        }
        if (listing.isPresent()) {
            return Optional.of(new Firewall(FirewallKind.NFTABLES, closed, rules));
        }
        return ufw.map(enabled -> new Firewall(FirewallKind.UFW, enabled, rules));
    }
}

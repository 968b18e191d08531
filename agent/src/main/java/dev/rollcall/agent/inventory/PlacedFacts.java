package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.AddressText;
import dev.rollcall.agent.inventory.collect.MemoryFile;
import dev.rollcall.agent.inventory.network.Campus;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.PublishedNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;

/**
 * What of a device's network depends on where it is: its addresses, how it came to them, and name
 * servers.
 *
 * <p>A section is kept for years, and would be a diary of school and home. So where networks are
 * published, said is what was found when the device was last in one of them, and of any other place
 * nothing, not even that it is there. Where none is, private addresses of IPv4 are said.
 */
final class PlacedFacts {

    private static final int MAX_ADDRESSES = 32;
    private static final int TEMPORARY = 0x01;

    private final DeviceFiles files;
    private final LocalAddresses addresses;
    private final Supplier<List<PublishedNetwork>> published;
    private final Campus campus;
    private final MemoryFile memory;
    private Said onCampus;

    /**
     * @param memory of what was found when it was last in a published network
     */
    PlacedFacts(
            DeviceFiles files,
            LocalAddresses addresses,
            Supplier<List<PublishedNetwork>> published,
            MemoryFile memory) {
        this.files = files;
        this.addresses = addresses;
        this.published = published;
        this.campus = new Campus(files, addresses);
        this.memory = memory;
        this.onCampus = memory.read().map(PlacedFacts::load).orElse(Said.NOTHING);
    }

    /**
     * What may be said.
     *
     * @param addresses by interface, as they are written
     * @param dhcp whether DHCP gave an interface its address
     */
    record Said(
            Map<String, List<String>> addresses,
            Map<String, Boolean> dhcp,
            Optional<List<String>> nameServers) {

        static final Said NOTHING = new Said(Map.of(), Map.of(), Optional.empty());

        Said {
            addresses = Map.copyOf(addresses);
            dhcp = Map.copyOf(dhcp);
            nameServers = nameServers.map(List::copyOf);
        }

        List<String> addressesOf(String name) {
            return addresses.getOrDefault(name, List.of());
        }

        Optional<Boolean> dhcpOf(String name) {
            return Optional.ofNullable(dhcp.get(name));
        }
    }

    Said read() throws IOException {
        var networks = published.get();
        if (networks.isEmpty()) {
            return found(AddressText::mayBeSaidAnywhere);
        }
        var subnets = campus.subnets(networks);
        if (!subnets.isEmpty()) {
            remember(
                    found(address ->
                            AddressText.isLocal(address)
                                    && subnets.stream().anyMatch(s -> s.contains(address))));
        }
        return onCampus;
    }

    private void remember(Said found) {
        if (!found.equals(onCampus)) {
            onCampus = found;
            memory.write(Json.strict().writeValueAsBytes(found));
        }
    }

    private Said found(Predicate<InetAddress> sayable) throws IOException {
        var byName = addresses.read();
        var temporary = temporaryAddresses();
        var texts = new TreeMap<String, List<String>>();
        byName.forEach((name, all) -> texts.put(name, texts(all, sayable, temporary)));
        texts.values().removeIf(List::isEmpty);
        var dhcp = new TreeMap<String, Boolean>();
        for (var each : byName.entrySet()) {
            DhcpLeases.gave(files, each.getKey(), each.getValue())
                    .ifPresent(gave -> dhcp.put(each.getKey(), gave));
        }
        var own = byName.values().stream().flatMap(List::stream).toList();
        return new Said(
                texts,
                dhcp,
                NameServers.configured(files).flatMap(all -> NameServers.mayBeSaid(all, own)));
    }

    private static List<String> texts(
            List<Address> addresses, Predicate<InetAddress> sayable, Set<String> temporary) {
        return addresses.stream()
                .filter(a -> sayable.test(a.address()))
                .filter(a -> !temporary.contains(hex(a.address().getAddress())))
                .map(a -> AddressText.of(a.address()) + "/" + a.prefixLength())
                .sorted()
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
    }

    /** IPv6 privacy addresses change by the day: they would change the section without meaning. */
    private Set<String> temporaryAddresses() throws IOException {
        var temporary = new HashSet<String>();
        for (var line : files.lines("/proc/net/if_inet6")) {
            var parts = line.strip().split("\\s+", -1);
            if (parts.length >= 6
                    && parts[4].matches("[0-9a-f]{1,4}")
                    && (Integer.parseInt(parts[4], 16) & TEMPORARY) != 0) {
                temporary.add(parts[0]);
            }
        }
        return temporary;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Said load(byte[] content) {
        try {
            return Json.strict().readValue(content, Said.class);
        } catch (JacksonException | NullPointerException e) {
            return Said.NOTHING; // a damaged memory is worth less than none
        }
    }
}

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.AddressText;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.LocalAddresses.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which name servers the device asks, and which of them may be said.
 *
 * <p>At home the name server is the family's router or its provider's, which would tell where a
 * child lives as the gateway would, and like the gateway it never leaves the device. What remains
 * is what a school runs: a private address of IPv4 in another network than the one the device is
 * in.
 */
final class NameServers {

    /** The first that names any counts; the others would only name a server on this device. */
    private static final List<String> FILES =
            List.of(
                    "/run/systemd/resolve/resolv.conf",
                    "/run/NetworkManager/no-stub-resolv.conf",
                    "/etc/resolv.conf");

    private static final int MAX_FILE = 16 * 1024;
    private static final int MAX_SERVERS = 8;

    /** Between a provider and its customers (RFC 6598). */
    private static final InetAddress SHARED = InetAddress.ofLiteral("100.64.0.0");

    private static final int SHARED_BITS = 10;

    private NameServers() {}

    /** As the resolver asks them; empty where no file says so. */
    static Optional<List<InetAddress>> configured(DeviceFiles files) {
        var lists = FILES.stream().flatMap(path -> named(files, path).stream()).toList();
        return lists.stream()
                .filter(servers -> !servers.isEmpty())
                .findFirst()
                .or(() -> lists.stream().findFirst());
    }

    private static Optional<List<InetAddress>> named(DeviceFiles files, String path) {
        try {
            return files.head(path, MAX_FILE)
                    .map(text ->
                            text.lines()
                                    .map(line -> line.strip().split("\\s+", 3))
                                    .filter(words ->
                                            words.length > 1 && words[0].equals("nameserver"))
                                    .flatMap(words -> address(words[1]))
                                    .distinct()
                                    .limit(MAX_SERVERS)
                                    .toList());
        } catch (IOException e) {
            return Optional.empty(); // another file may say
        }
    }

    private static Stream<InetAddress> address(String text) {
        try {
            return Stream.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty(); // not an address, or one of an interface that is gone
        }
    }

    /**
     * Those that may be said, in their order; empty where there are some and none may.
     *
     * @param own addresses of the device, with the networks that it is attached to
     */
    static Optional<List<String>> mayBeSaid(List<InetAddress> servers, Collection<Address> own) {
        var said =
                servers.stream()
                        .filter(server -> mayBeSaid(server, own))
                        .map(AddressText::of)
                        .toList();
        return said.isEmpty() && !servers.isEmpty() ? Optional.empty() : Optional.of(said);
    }

    private static boolean mayBeSaid(InetAddress server, Collection<Address> own) {
        return AddressText.mayBeSaidAnywhere(server)
                && !server.isLinkLocalAddress()
                && !AddressText.contains(SHARED, SHARED_BITS, server)
                && own.stream().noneMatch(address -> isBeside(server, address));
    }

    private static boolean isBeside(InetAddress server, Address own) {
        return AddressText.contains(own.address(), own.prefixLength(), server);
    }
}

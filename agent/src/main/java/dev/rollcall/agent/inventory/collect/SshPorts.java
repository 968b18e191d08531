package dev.rollcall.agent.inventory.collect;

import dev.rollcall.agent.platform.DeviceFiles;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The ports in what an SSH server or a socket is told to listen on. Pure. */
public final class SshPorts {

    private static final int DEFAULT = 22;
    private static final int MOST = 65_535;

    private static final Pattern IN_BRACKETS = Pattern.compile("\\[[^\\[\\]]+\\]");
    private static final Pattern WITH_PORT =
            Pattern.compile("(?:[^:\\[\\]]+|\\[[^\\[\\]]+\\]):(\\d{1,5})");

    private SshPorts() {}

    /**
     * By sshd_config(5); empty where an address makes no sense.
     *
     * @param ports those of Port
     * @param addresses those of ListenAddress
     */
    static Optional<List<Integer>> of(Set<Integer> ports, Collection<String> addresses) {
        var general = ports.isEmpty() ? Set.of(DEFAULT) : ports;
        var found = new TreeSet<Integer>();
        for (var address : addresses) {
            if (isBare(address) || IN_BRACKETS.matcher(address).matches()) {
                found.addAll(general);
            } else {
                var port = behind(address);
                if (port.isEmpty()) {
                    return Optional.empty();
                }
                found.add(port.get());
            }
        }
        return Optional.of(List.copyOf(addresses.isEmpty() ? new TreeSet<>(general) : found));
    }

    /** More than one colon and no brackets is an address of IPv6, and no port. */
    private static boolean isBare(String address) {
        int colon = address.indexOf(':');
        return address.indexOf('[') < 0
                && address.indexOf(']') < 0
                && (colon < 0 || address.indexOf(':', colon + 1) > 0);
    }

    /** By systemd.socket(5): a port, or an address with one; empty of anything else. */
    public static Optional<Integer> ofStream(String listen) {
        return listen.matches("\\d{1,5}") ? port(listen) : behind(listen);
    }

    private static Optional<Integer> behind(String address) {
        var parts = WITH_PORT.matcher(address);
        return parts.matches() ? port(parts.group(1)) : Optional.empty();
    }

    private static Optional<Integer> port(String digits) {
        return DeviceFiles.wholeNumber(digits)
                .filter(port -> port > 0 && port <= MOST)
                .map(Long::intValue);
    }
}

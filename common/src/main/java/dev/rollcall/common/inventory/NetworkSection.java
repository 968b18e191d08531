package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The network interfaces. No network names, gateways or public addresses: those would tell where a
 * child lives.
 */
public record NetworkSection(List<Interface> interfaces) implements InventorySection {

    public static final SectionKind KIND = new SectionKind("network");

    public NetworkSection {
        interfaces = Lists.copy(interfaces);
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * One interface.
     *
     * @param addresses with prefix length, only those that are not reachable from the Internet
     * @param up whether the link carries
     */
    public record Interface(
            String name,
            Optional<LinkType> type,
            Optional<String> mac,
            List<String> addresses,
            Optional<Boolean> up,
            Optional<Integer> megabitsPerSecond) {

        public Interface {
            Objects.requireNonNull(name, "name");
            addresses = Lists.copy(addresses);
        }
    }

    /** What an interface is. */
    public enum LinkType {
        @JsonProperty("wired")
        WIRED,
        @JsonProperty("wireless")
        WIRELESS,
        @JsonProperty("virtual")
        VIRTUAL
    }
}

package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The network interfaces. No network names, gateways or public addresses: those would tell where a
 * child lives.
 *
 * @param nameServers as the resolver asks them, and only private ones beyond the networks that the
 *     device is attached to, as a school has them; absent where none of them may be said
 */
public record NetworkSection(List<Interface> interfaces, Optional<List<String>> nameServers)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("network");

    public NetworkSection {
        interfaces = Lists.copy(interfaces);
        nameServers = nameServers.map(List::copyOf);
    }

    /** Of a device whose name servers are not known. */
    public NetworkSection(List<Interface> interfaces) {
        this(interfaces, Optional.empty());
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
     * @param driver the kernel's
     * @param pciId vendor and device of the adapter, as in {@code 8086:15d7}
     * @param usbId the same of one on USB
     * @param mtu the longest packet that it sends, in bytes
     * @param duplex of a cable that is plugged in
     * @param dhcp whether its IPv4 address is one that DHCP gave it; absent where it has none, and
     *     where what sets it up leaves no trace
     */
    public record Interface(
            String name,
            Optional<LinkType> type,
            Optional<String> mac,
            List<String> addresses,
            Optional<Boolean> up,
            Optional<Integer> megabitsPerSecond,
            Optional<String> driver,
            Optional<String> pciId,
            Optional<String> usbId,
            Optional<Integer> mtu,
            Optional<Duplex> duplex,
            Optional<Boolean> dhcp) {

        public Interface {
            Objects.requireNonNull(name, "name");
            addresses = Lists.copy(addresses);
        }

        /** One whose adapter is not known. */
        public Interface(
                String name,
                Optional<LinkType> type,
                Optional<String> mac,
                List<String> addresses,
                Optional<Boolean> up,
                Optional<Integer> megabitsPerSecond) {
            this(
                    name,
                    type,
                    mac,
                    addresses,
                    up,
                    megabitsPerSecond,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** The same interface, with what is behind it. */
        public Interface by(
                Optional<String> itsDriver, Optional<String> itsPciId, Optional<String> itsUsbId) {
            return new Interface(
                    name,
                    type,
                    mac,
                    addresses,
                    up,
                    megabitsPerSecond,
                    itsDriver,
                    itsPciId,
                    itsUsbId,
                    mtu,
                    duplex,
                    dhcp);
        }

        /** The same interface, with how it is set up. */
        public Interface setUp(
                Optional<Integer> itsMtu, Optional<Duplex> itsDuplex, Optional<Boolean> byDhcp) {
            return new Interface(
                    name,
                    type,
                    mac,
                    addresses,
                    up,
                    megabitsPerSecond,
                    driver,
                    pciId,
                    usbId,
                    itsMtu,
                    itsDuplex,
                    byDhcp);
        }
    }

    /** Whether both ends of a cable may talk at the same time. */
    public enum Duplex {
        @JsonProperty("half")
        HALF,
        @JsonProperty("full")
        FULL
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

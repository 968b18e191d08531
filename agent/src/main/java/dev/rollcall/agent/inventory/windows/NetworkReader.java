package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.AddressText;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes interfaces of network adapters: every physical one, and virtual ones that have an address
 * and do not come and go with virtual machines. An adapter is called what its driver calls it:
 * people write all sorts of things into the name that Windows shows.
 */
final class NetworkReader {

    private static final Pattern MAC = Pattern.compile("[0-9A-Fa-f]{12}");
    private static final String NO_MAC = "00:00:00:00:00:00";
    private static final String PASSING = "Hyper-V Virtual";
    private static final int MAX_INTERFACES = 64;
    private static final int MAX_ADDRESSES = 32;

    /** MSFT_NetIPAddress, SuffixOrigin: an address that changes by the day. */
    private static final long RANDOM = 5;

    private NetworkReader() {}

    static NetworkSection read(WindowsFacts facts) throws IOException {
        var addresses = facts.rows("addresses").orElse(List.of());
        var interfaces = new ArrayList<Interface>();
        for (var row : facts.required("adapters")) {
            var local = of(row, addresses);
            boolean physical = row.truth("HardwareInterface").orElse(false);
            boolean hidden = row.truth("Hidden").orElse(false);
            var name = row.text("InterfaceDescription");
            boolean lasting = !local.isEmpty() && !name.orElse("").startsWith(PASSING);
            if (name.isPresent()
                    && !hidden
                    && (physical || lasting)
                    && interfaces.size() < MAX_INTERFACES) {
                interfaces.add(one(name.get(), row, physical, local));
            }
        }
        interfaces.sort(Comparator.comparing(Interface::name));
        return new NetworkSection(interfaces);
    }

    private static Interface one(String name, Fields row, boolean physical, List<String> local) {
        var up =
                switch (row.number("MediaConnectState").orElse(0L).intValue()) {
                    case 1 -> Optional.of(true);
                    case 2 -> Optional.of(false);
                    default -> Optional.<Boolean>empty();
                };
        return new Interface(
                name,
                Optional.of(type(row, physical)),
                row.text("PermanentAddress").flatMap(NetworkReader::mac),
                local,
                up,
                // one that is down still states the speed of its last link, or of none
                row.number("ReceiveLinkSpeed")
                        .filter(_ -> up.equals(Optional.of(true)))
                        .map(bits -> bits / 1_000_000)
                        .filter(megabits -> megabits > 0 && megabits <= 10_000_000)
                        .map(Long::intValue));
    }

    /** NdisPhysicalMedium: 1 and 9 are wireless networks, 8 is mobile, 10 Bluetooth. */
    private static LinkType type(Fields row, boolean physical) {
        return switch (row.number("NdisPhysicalMedium").orElse(0L).intValue()) {
            case 1, 8, 9, 10 -> LinkType.WIRELESS;
            default -> physical ? LinkType.WIRED : LinkType.VIRTUAL;
        };
    }

    private static Optional<String> mac(String digits) {
        var plain = digits.replace("-", "").replace(":", "");
        if (!MAC.matcher(plain).matches()) {
            return Optional.empty();
        }
        var pairs = plain.toLowerCase(Locale.ROOT).replaceAll("(..)(?!$)", "$1:");
        return Optional.of(pairs).filter(mac -> !mac.equals(NO_MAC));
    }

    private static List<String> of(Fields adapter, List<Fields> addresses) {
        var index = adapter.number("InterfaceIndex");
        return addresses.stream()
                .filter(a -> index.isPresent() && a.number("InterfaceIndex").equals(index))
                .filter(a -> !a.number("SuffixOrigin").equals(Optional.of(RANDOM)))
                .flatMap(a -> text(a).stream())
                .sorted()
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
    }

    private static Optional<String> text(Fields address) {
        var prefix = address.number("PrefixLength").filter(length -> length <= 128);
        return address.text("IPAddress")
                .flatMap(NetworkReader::parse)
                .filter(AddressText::mayBeSaidAnywhere)
                .flatMap(a -> prefix.map(length -> AddressText.of(a) + "/" + length));
    }

    private static Optional<InetAddress> parse(String text) {
        int scope = text.indexOf('%');
        try {
            return Optional.of(InetAddress.ofLiteral(scope < 0 ? text : text.substring(0, scope)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no address
        }
    }
}

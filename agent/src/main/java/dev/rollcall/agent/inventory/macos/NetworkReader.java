package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.AddressText;
import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.NetworkSection.Interface;
import dev.rollcall.common.inventory.NetworkSection.LinkType;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Makes interfaces of what ifconfig(8) prints, and of what system_profiler says is behind each.
 * Services, whose names people write, are not read.
 */
final class NetworkReader {

    static final String TYPE = "SPNetworkDataType";

    private static final int MOST_LINES = 20_000;
    private static final int MAX_INTERFACES = 64;
    private static final int MAX_ADDRESSES = 32;
    private static final Pattern HEADING = Pattern.compile("([a-z]{2,8}\\d{1,4}): flags=.*");
    private static final Pattern SPEED = Pattern.compile("\\(([1-9]\\d{0,4})(G)?[bB]ase");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");

    private NetworkReader() {}

    /**
     * @param profile what system_profiler says; without it nothing tells wired from wireless
     */
    static NetworkSection read(String ifconfig, Optional<Fields> profile) throws IOException {
        var blocks = blocks(ifconfig);
        if (blocks.isEmpty()) {
            throw new IOException("ifconfig lists no interfaces");
        }
        var hardware = profile.map(NetworkReader::hardware).orElse(Map.of());
        var interfaces =
                blocks.entrySet().stream()
                        .filter(block -> physical(block.getKey(), profile, hardware))
                        .sorted(Map.Entry.comparingByKey())
                        .limit(MAX_INTERFACES)
                        .map(block ->
                                one(
                                        block.getKey(),
                                        block.getValue(),
                                        Optional.ofNullable(hardware.get(block.getKey()))))
                        .sorted(Comparator.comparing(Interface::name))
                        .toList();
        return new NetworkSection(interfaces);
    }

    /** What system_profiler knows as hardware; without it, what is named as hardware is. */
    private static boolean physical(
            String name, Optional<Fields> profile, Map<String, String> hardware) {
        return name.startsWith("en") && (profile.isEmpty() || hardware.containsKey(name));
    }

    private static Map<String, String> hardware(Fields profile) {
        var found = new HashMap<String, String>();
        for (var row : profile.list(TYPE)) {
            row.text("interface")
                    .ifPresent(name ->
                            row.text("hardware").ifPresent(kind -> found.putIfAbsent(name, kind)));
        }
        return found;
    }

    private static Map<String, List<String>> blocks(String ifconfig) {
        var found = new HashMap<String, List<String>>();
        var open = new ArrayList<String>();
        for (var line : ifconfig.lines().limit(MOST_LINES).toList()) {
            var heading = HEADING.matcher(line);
            if (heading.matches()) {
                open = new ArrayList<>();
                found.putIfAbsent(heading.group(1), open);
            } else {
                open.add(line.strip());
            }
        }
        return found;
    }

    private static Interface one(String name, List<String> lines, Optional<String> hardware) {
        var type =
                hardware.map(kind ->
                        kind.equals("AirPort") || kind.equals("Wi-Fi")
                                ? LinkType.WIRELESS
                                : LinkType.WIRED);
        return new Interface(
                name,
                type,
                value(lines, "ether ").flatMap(mac -> mac(mac, type)),
                addresses(lines),
                value(lines, "status: ").flatMap(NetworkReader::up),
                value(lines, "media: ").flatMap(NetworkReader::megabits));
    }

    /** Of a cable, as in {@code autoselect (1000baseT <full-duplex>)}; Wi-Fi has none there. */
    private static Optional<Integer> megabits(String media) {
        var form = SPEED.matcher(media);
        return form.find()
                ? Optional.of(Integer.parseInt(form.group(1)) * (form.group(2) == null ? 1 : 1000))
                : Optional.empty();
    }

    /** Wireless networks are shown an address that a device made up; such a one names nothing. */
    private static Optional<String> mac(String text, Optional<LinkType> type) {
        if (!MAC.matcher(text).matches()) {
            return Optional.empty();
        }
        boolean madeUp = (Integer.parseInt(text.substring(0, 2), 16) & 2) != 0;
        return Optional.of(text).filter(_ -> !madeUp || type.equals(Optional.of(LinkType.WIRED)));
    }

    private static Optional<Boolean> up(String status) {
        return switch (status) {
            case "active" -> Optional.of(true);
            case "inactive" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .flatMap(line -> Clean.text(line.substring(name.length())));
    }

    private static List<String> addresses(List<String> lines) {
        return lines.stream()
                .flatMap(line -> address(line.split("\\s+", -1)).stream())
                .sorted()
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
    }

    /** {@code inet A netmask 0xffffff00 …} and {@code inet6 A%en0 prefixlen 64 …}. */
    private static Optional<String> address(String[] words) {
        var all = List.of(words);
        if (all.size() < 4 || all.contains("temporary")) {
            return Optional.empty();
        }
        try {
            var prefix =
                    switch (words[0] + " " + words[2]) {
                        case "inet netmask" ->
                                Integer.bitCount(Integer.parseUnsignedInt(hex(words[3]), 16));
                        case "inet6 prefixlen" -> Integer.parseInt(words[3]);
                        default -> -1;
                    };
            if (prefix < 0 || prefix > 128) {
                return Optional.empty();
            }
            var address = InetAddress.ofLiteral(words[1].replaceFirst("%.*", ""));
            return Optional.of(address)
                    .filter(AddressText::mayBeSaidAnywhere)
                    .map(a -> AddressText.of(a) + "/" + prefix);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no address
        }
    }

    private static String hex(String text) {
        return text.startsWith("0x") ? text.substring(2) : text;
    }
}

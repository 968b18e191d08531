package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.OperatingSystemSection.TimeSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Says which macOS this is, by what sw_vers(1) prints. Until when Apple mends a version it says
 * nowhere, so that no end of support is told.
 */
final class OperatingSystemReader {

    private OperatingSystemReader() {}

    /**
     * @param hostname that the device calls itself on its own network, where it has one
     * @param clock what is set of its time
     */
    static OperatingSystemSection read(
            String versions, Sysctl kernel, Optional<String> hostname, Clock clock)
            throws IOException {
        var values = values(versions);
        var name = Optional.ofNullable(values.get("ProductName"));
        var version = Optional.ofNullable(values.get("ProductVersion"));
        if (version.isEmpty()) {
            throw new IOException("sw_vers says no version");
        }
        var build = Optional.ofNullable(values.get("BuildVersion")).map(b -> " (" + b + ")");
        // the letter of a rapid response to a hole, as in (a)
        var extra = Optional.ofNullable(values.get("ProductVersionExtra")).map(e -> " " + e);
        return new OperatingSystemSection(
                Optional.of("macos"),
                name,
                version,
                Optional.empty(),
                name.map(n -> n + " " + version.get() + extra.orElse("") + build.orElse("")),
                kernel.text("kern.osrelease"),
                Optional.empty(),
                architecture(kernel),
                hostname.flatMap(Clean::text),
                Optional.empty(),
                clock.zone(),
                clock.source(),
                Optional.empty(),
                Optional.empty());
    }

    /** What is set of the time of a Mac; whether it has the right one, nothing says. */
    record Clock(Optional<String> zone, Optional<TimeSource> source) {

        private static final String ZONES = "/zoneinfo/";
        private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_+/-]{1,64}");

        /**
         * @param link where /etc/localtime points to
         * @param networkTime what systemsetup(8) printed
         */
        static Clock parse(Optional<String> link, Optional<String> networkTime) {
            return new Clock(
                    link.filter(target -> target.contains(ZONES))
                            .map(target -> target.substring(target.indexOf(ZONES) + ZONES.length()))
                            .filter(zone -> ZONE.matcher(zone).matches()),
                    networkTime.flatMap(Clock::source));
        }

        private static Optional<TimeSource> source(String printed) {
            return switch (printed.strip()) {
                case "Network Time: On" -> Optional.of(TimeSource.TIMED);
                case "Network Time: Off" -> Optional.of(TimeSource.NONE);
                default -> Optional.empty();
            };
        }
    }

    /** The kernel of an Intel Mac does not know the name at all. */
    private static Optional<String> architecture(Sysctl kernel) {
        if (kernel.values().isEmpty()) {
            return Optional.empty();
        }
        boolean arm = kernel.number("hw.optional.arm64").equals(Optional.of(1L));
        return Optional.of(arm ? "arm64" : "x86_64");
    }

    private static Map<String, String> values(String versions) {
        var found = new HashMap<String, String>();
        for (var line : versions.lines().limit(100).toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                Clean.text(line.substring(colon + 1))
                        .ifPresent(value -> found.putIfAbsent(line.substring(0, colon), value));
            }
        }
        return found;
    }
}

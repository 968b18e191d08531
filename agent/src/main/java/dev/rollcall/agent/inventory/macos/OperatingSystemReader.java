package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.OperatingSystemSection;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Says which macOS this is, by what sw_vers(1) prints. */
final class OperatingSystemReader {

    private OperatingSystemReader() {}

    /**
     * @param hostname that the device calls itself on its own network, where it has one
     */
    static OperatingSystemSection read(String versions, Sysctl kernel, Optional<String> hostname)
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
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
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

package dev.rollcall.agent.inventory;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The version with what its maker counts within it, such as 12.11 or 24.04.1. Pure. */
final class PointRelease {

    /**
     * Distributions that number themselves in /etc/debian_version; others name their base there.
     */
    private static final Set<String> DEBIAN = Set.of("debian", "raspbian");

    private static final Pattern NUMBERS =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9}){0,4})(?: .*)?");

    private PointRelease() {}

    /**
     * @param names the assignments of os-release(5)
     * @param debianVersion a number, or {@code trixie/sid} before there is one
     */
    static Optional<String> of(Map<String, String> names, Optional<String> debianVersion) {
        var version = names.getOrDefault("VERSION_ID", "");
        var written =
                DEBIAN.contains(names.getOrDefault("ID", ""))
                        ? debianVersion
                        : Optional.ofNullable(names.get("VERSION"));
        return written.map(NUMBERS::matcher)
                .filter(numbers -> numbers.matches())
                .map(numbers -> numbers.group(1))
                .filter(point -> point.equals(version) || point.startsWith(version + "."));
    }
}

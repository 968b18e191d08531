package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The domain that a device counts itself to, as somebody set it there. What a network hands out
 * (the search list of the resolver) is not looked at: at home it names the provider, and often the
 * town.
 */
final class Domain {

    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    private static final Set<String> SAYS_NOTHING = Set.of("local", "localdomain", "localhost");
    private static final int MAX_FILE = 64 * 1024;
    private static final int LONGEST = 200;

    private Domain() {}

    /** From the whole name in /etc/hostname, or the whole name that /etc/hosts has for it. */
    static Optional<String> configured(DeviceFiles files) {
        var name = files.fact("/etc/hostname").map(Domain::folded).orElse("");
        int dot = name.indexOf('.');
        return dot >= 0
                ? valid(name.substring(dot + 1))
                : inHosts(files, name).flatMap(Domain::valid);
    }

    private static Optional<String> inHosts(DeviceFiles files, String name) {
        if (!LABEL.matcher(name).matches() || name.equals("localhost")) {
            return Optional.empty();
        }
        try {
            return files.head("/etc/hosts", MAX_FILE).stream()
                    .flatMap(String::lines)
                    .flatMap(Domain::names)
                    .map(Domain::folded)
                    .filter(whole -> whole.startsWith(name + "."))
                    .findFirst()
                    .map(whole -> whole.substring(name.length() + 1));
        } catch (IOException e) {
            return Optional.empty(); // it cannot be read, and says nothing
        }
    }

    /** After the address, and before a comment (hosts(5)). */
    private static Stream<String> names(String line) {
        int comment = line.indexOf('#');
        var words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
        return List.of(words).stream().skip(1);
    }

    private static String folded(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static Optional<String> valid(String domain) {
        boolean whole =
                domain.length() <= LONGEST
                        && Stream.of(domain.split("\\.", -1))
                                .allMatch(label -> LABEL.matcher(label).matches());
        return whole && !SAYS_NOTHING.contains(domain) ? Optional.of(domain) : Optional.empty();
    }
}

package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.common.inventory.PatchLevelSection.Source;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A package archive as its Release file describes it.
 *
 * @param name the beginning that its files have in /var/lib/apt/lists
 * @param security absent where nothing says whether the archive is one of security updates
 * @param priority as apt gives it without any pinning: 500, 100 or 1
 */
record Archive(
        String name,
        Optional<String> label,
        Optional<String> suite,
        Optional<Boolean> security,
        Optional<Instant> published,
        int priority) {

    /** Of whom it is known that their security updates come in archives of their own. */
    private static final Set<String> APART = Set.of("Debian", "Ubuntu");

    /** An archive of whose Release file nothing is known. */
    static Archive unnamed(String name) {
        return new Archive(
                name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 500);
    }

    /** Reads the fields at the head of a Release or InRelease file, up to its lists of digests. */
    static Archive parse(String name, String head) {
        var fields = new HashMap<String, String>();
        for (var line : head.lines().toList()) {
            int colon = line.indexOf(':');
            if (line.startsWith("MD5Sum:") || line.startsWith("SHA256:")) {
                break;
            }
            if (colon > 0 && !line.startsWith(" ") && !line.startsWith("-")) {
                fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new Archive(
                name,
                text(fields, "Label"),
                text(fields, "Suite"),
                security(fields),
                date(fields.getOrDefault("Date", "")),
                priority(fields));
    }

    /** Without its "no", which means nothing where no security archive is held beside it. */
    Archive besideNoSecurity() {
        return new Archive(
                name, label, suite, security.filter(about -> about), published, priority);
    }

    Source source() {
        return new Source(name, label, suite, security, published);
    }

    /**
     * Debian's security archive is known by its label: its suite changes its name under a living
     * device. Ubuntu labels all archives alike and tells this one by the end of its suite. "No" is
     * said only of the other archives of these two: a third party mends in its only archive, and so
     * do unstable and the backports.
     */
    private static Optional<Boolean> security(Map<String, String> fields) {
        var label = fields.getOrDefault("Label", "").toLowerCase(Locale.ROOT);
        if (label.contains("security")
                || fields.getOrDefault("Suite", "").endsWith("-security")
                || fields.getOrDefault("Codename", "").endsWith("-security")) {
            return Optional.of(true);
        }
        boolean apart =
                APART.contains(fields.getOrDefault("Origin", ""))
                        && !fields.getOrDefault("NotAutomatic", "").equals("yes")
                        && !fields.getOrDefault("Codename", "").equals("sid");
        return apart ? Optional.of(false) : Optional.empty();
    }

    private static int priority(Map<String, String> fields) {
        if (!fields.getOrDefault("NotAutomatic", "").equals("yes")) {
            return 500;
        }
        return fields.getOrDefault("ButAutomaticUpgrades", "").equals("yes") ? 100 : 1;
    }

    private static Optional<Instant> date(String text) {
        try {
            var zoned = text.replace(" UTC", " GMT");
            return Optional.of(
                    ZonedDateTime.parse(zoned, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // an archive without a date, or with a damaged one
        }
    }

    private static Optional<String> text(Map<String, String> fields, String key) {
        return Optional.ofNullable(fields.get(key)).flatMap(Clean::text);
    }
}

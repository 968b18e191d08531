package dev.rollcall.agent.inventory.signins;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.agent.platform.Programs;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What took lastlog's place in Debian 13, where it is installed: a database that its own program
 * reads. It is asked who is in it before and after a day; the times that it prints are not looked
 * at.
 *
 * @param recently names of accounts
 * @param longAgo names of accounts
 */
record Lastlog2(Set<String> recently, Set<String> longAgo) {

    private static final String DATABASE = "/var/lib/lastlog/lastlog2.db";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MAX_OUTPUT = 1024 * 1024;

    Lastlog2 {
        recently = Set.copyOf(recently);
        longAgo = Set.copyOf(longAgo);
    }

    /** Empty where it is not installed, or does not answer. */
    static Optional<Lastlog2> read(DeviceFiles files, Programs programs, Span span)
            throws IOException, InterruptedException {
        if (!files.exists(DATABASE)) {
            return Optional.empty();
        }
        var days = Duration.between(span.since(), span.now()).plusDays(1).toDays();
        var recently = names(programs, "--time", days);
        var longAgo = names(programs, "--before", days);
        return recently.flatMap(now -> longAgo.map(then -> new Lastlog2(now, then)));
    }

    Seen seen(String name) {
        if (recently.contains(name)) {
            return Seen.RECENTLY;
        }
        return longAgo.contains(name) ? Seen.LONG_AGO : Seen.NEVER;
    }

    /** Whether it has seen what was before the span. */
    boolean reachesBack() {
        return !longAgo.isEmpty();
    }

    private static Optional<Set<String>> names(Programs programs, String option, long days)
            throws IOException, InterruptedException {
        return programs.run(List.of("lastlog2", option, Long.toString(days)), LIMIT, MAX_OUTPUT)
                .filter(result -> result.succeeded())
                .map(result -> firstWords(result.output()));
    }

    /** Below a line of titles. */
    static Set<String> firstWords(String table) {
        var names = new HashSet<String>();
        for (var line : table.lines().skip(1).toList()) {
            names.add(line.split("\\s", 2)[0]);
        }
        return names;
    }
}

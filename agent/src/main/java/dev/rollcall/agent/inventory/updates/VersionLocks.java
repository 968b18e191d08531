package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The packages that dnf's versionlock keeps from being updated: dnf does not offer theirs. */
final class VersionLocks {

    private static final String FOUR = "/etc/dnf/plugins/versionlock.list";
    private static final String FIVE = "/etc/dnf/versionlock.toml";
    private static final int MOST = 1_000;

    /** Name, epoch, version, release and architecture; one that begins with ! only excludes. */
    private static final Pattern ENTRY =
            Pattern.compile("([^\\s!#][^\\s]{0,200})-(?:\\d{1,9}:)?[^\\s-]{1,100}-[^\\s-]{1,100}");

    private static final Pattern NAME =
            Pattern.compile("\\s*name\\s*=\\s*\"([^\"]{1,200})\"\\s*(?:#.*)?");

    private VersionLocks() {}

    /** By name, sorted. */
    static List<String> read(DeviceFiles files) throws IOException {
        var names = new TreeSet<String>();
        for (var line : files.lines(FOUR)) {
            first(ENTRY, line.strip()).ifPresent(names::add);
        }
        for (var line : files.lines(FIVE)) {
            first(NAME, line).ifPresent(names::add);
        }
        return names.stream().limit(MOST).toList();
    }

    private static Optional<String> first(Pattern pattern, String line) {
        var match = pattern.matcher(line);
        return match.matches() ? Clean.text(match.group(1)) : Optional.empty();
    }
}

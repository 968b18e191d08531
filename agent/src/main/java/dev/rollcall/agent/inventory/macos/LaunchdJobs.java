package dev.rollcall.agent.inventory.macos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What launchctl(1) says of the jobs of the whole system.
 *
 * @param loaded labels of those that launchd knows; absent where it does not say
 * @param running those of them that have a process
 * @param disabled what somebody said of a label, whatever its file says
 */
record LaunchdJobs(
        Optional<Set<String>> loaded, Set<String> running, Map<String, Boolean> disabled) {

    static final String[] LIST = {"launchctl", "list"};
    static final String[] DISABLED = {"launchctl", "print-disabled", "system"};

    private static final int MOST_LINES = 20_000;
    private static final String HEADING = "PID\tStatus\tLabel";

    /** Older versions write true and false, which are about being disabled. */
    private static final Pattern SAID =
            Pattern.compile("\\s*\"([^\"]{1,200})\" => (enabled|disabled|true|false)\\s*");

    LaunchdJobs {
        loaded = loaded.map(Set::copyOf);
        running = Set.copyOf(running);
        disabled = Map.copyOf(disabled);
    }

    /**
     * @param list a process, a status and a label on each line
     * @param disabled a label and what was said of it on each line
     */
    static LaunchdJobs parse(Optional<String> list, Optional<String> disabled) {
        var loaded = new HashSet<String>();
        var running = new HashSet<String>();
        var lines = list.filter(text -> text.startsWith(HEADING));
        for (var line : lines.orElse("").lines().skip(1).limit(MOST_LINES).toList()) {
            var parts = line.split("\t", 3);
            if (parts.length == 3) {
                loaded.add(parts[2]);
                if (parts[0].matches("[1-9]\\d{0,9}")) {
                    running.add(parts[2]);
                }
            }
        }
        return new LaunchdJobs(lines.map(_ -> loaded), running, said(disabled.orElse("")));
    }

    private static Map<String, Boolean> said(String text) {
        var found = new HashMap<String, Boolean>();
        for (var line : text.lines().limit(MOST_LINES).toList()) {
            var form = SAID.matcher(line);
            if (form.matches()) {
                boolean yes = form.group(2).equals("disabled") || form.group(2).equals("true");
                found.put(form.group(1), yes);
            }
        }
        return found;
    }

    boolean isLoaded(String label) {
        return loaded.filter(labels -> labels.contains(label)).isPresent();
    }
}

package dev.rollcall.agent.inventory;

import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The screen lock of KDE Plasma in a kscreenlockerrc for everybody: whether it locks by itself,
 * after how many minutes, and how many seconds a touch still opens it. {@code [$i]} behind a key,
 * behind a group or before all of them keeps people from changing it. Pure.
 */
final class KdeScreenLock {

    static final String FILE = "/etc/xdg/kscreenlockerrc";

    private static final String GROUP = "Daemon";
    private static final String IMMUTABLE = "[$i]";
    private static final Pattern HEAD = Pattern.compile("\\[([^\\[\\]$]+)\\](\\[\\$i\\])?");
    private static final Pattern ENTRY =
            Pattern.compile("(Autolock|Timeout|LockGrace)\\s*(\\[\\$[a-z]+\\])?\\s*=\\s*(.*)");
    private static final int DEFAULT_MINUTES = 5;
    private static final int DEFAULT_GRACE = 5;

    private KdeScreenLock() {}

    /** Empty where it says nothing of it, not even that nobody may change it. */
    static Optional<ScreenLock> parse(String text) {
        var values = new HashMap<String, String>();
        var fixed = new HashSet<String>();
        boolean allFixed = false;
        boolean groupFixed = false;
        var group = "";
        for (var raw : text.lines().toList()) {
            var line = raw.strip();
            var head = HEAD.matcher(line);
            var entry = ENTRY.matcher(line);
            if (line.equals(IMMUTABLE)) {
                allFixed |= group.isEmpty();
            } else if (head.matches()) {
                group = head.group(1);
                groupFixed |= group.equals(GROUP) && head.group(2) != null;
            } else if (group.equals(GROUP) && entry.matches()) {
                values.put(entry.group(1), entry.group(3).strip());
                if (entry.group(2) != null && entry.group(2).contains("i")) {
                    fixed.add(entry.group(1));
                }
            }
        }
        boolean whole = groupFixed || (allFixed && !values.isEmpty());
        return values.isEmpty() && !whole
                ? Optional.empty()
                : Optional.of(lock(values, whole || enforces(fixed)));
    }

    /** With one of them a pupil could keep the screen open. */
    private static boolean enforces(Set<String> fixed) {
        return fixed.containsAll(List.of("Autolock", "Timeout", "LockGrace"));
    }

    private static ScreenLock lock(Map<String, String> values, boolean enforced) {
        int minutes = number(values, "Timeout", DEFAULT_MINUTES);
        boolean enabled =
                !values.getOrDefault("Autolock", "true").matches("(?i)false|0|no|off")
                        && minutes > 0;
        int grace = number(values, "LockGrace", DEFAULT_GRACE);
        return new ScreenLock(
                enabled,
                enabled ? Optional.of(minutes * 60 + Math.max(0, grace)) : Optional.empty(),
                enforced);
    }

    /** What makes no sense KDE takes for what it has by itself. */
    private static int number(Map<String, String> values, String key, int otherwise) {
        var value = values.getOrDefault(key, "");
        return value.matches("-?\\d{1,6}") ? Integer.parseInt(value) : otherwise;
    }
}

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.ScreenLock;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the administrator's part of dconf(7) says of GNOME's screen lock: the key files that its
 * system databases are made from. What people set for themselves is not looked at.
 */
final class ScreenLocks {

    private static final String LOCK = "/org/gnome/desktop/screensaver/lock-enabled";
    private static final String DELAY = "/org/gnome/desktop/screensaver/lock-delay";
    private static final String IDLE = "/org/gnome/desktop/session/idle-delay";
    private static final String FORBIDDEN = "/org/gnome/desktop/lockdown/disable-lock-screen";
    private static final Set<String> KEYS = Set.of(LOCK, DELAY, IDLE, FORBIDDEN);
    private static final Pattern DATABASE = Pattern.compile("system-db:([A-Za-z0-9_-]{1,64})");
    private static final Pattern NUMBER = Pattern.compile("(?:uint32\\s+)?(\\d{1,7})");
    private static final int MAX_FILE = 256 * 1024;
    private static final int MAX_FILES = 200;

    private ScreenLocks() {}

    /** Empty where no database in use says anything of it. */
    static Optional<ScreenLock> read(DeviceFiles files) {
        var values = new HashMap<String, String>();
        var locked = new HashSet<String>();
        try {
            // the first database of the profile counts most, and so is read last
            for (var database : databases(files).reversed()) {
                var folder = "/etc/dconf/db/" + database + ".d";
                for (var path : inside(files, folder)) {
                    keys(files.head(path, MAX_FILE).orElse(""), values);
                }
                for (var path : inside(files, folder + "/locks")) {
                    lines(files.head(path, MAX_FILE).orElse("")).forEach(locked::add);
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // not to be read, or without end
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(lock(values, locked));
    }

    /** Without a profile, GNOME reads no database of the system. */
    private static List<String> databases(DeviceFiles files) throws IOException {
        return lines(files.head("/etc/dconf/profile/user", MAX_FILE).orElse(""))
                .map(DATABASE::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1))
                .limit(MAX_FILES)
                .toList();
    }

    private static List<String> inside(DeviceFiles files, String folder) throws IOException {
        return files.names(folder).stream()
                .map(name -> folder + "/" + name)
                .filter(path -> !files.isFolder(path))
                .limit(MAX_FILES)
                .toList();
    }

    private static Stream<String> lines(String text) {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#"));
    }

    private static void keys(String text, Map<String, String> values) {
        var group = "";
        for (var line : lines(text).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                group = line.substring(1, line.length() - 1).strip();
            } else if (equals > 0) {
                var key = "/" + group + "/" + line.substring(0, equals).strip();
                if (KEYS.contains(key)) {
                    values.put(key, line.substring(equals + 1).strip());
                }
            }
        }
    }

    /** What is not set is as GNOME has it by itself: locked at once after it went dark. */
    private static ScreenLock lock(Map<String, String> values, Set<String> locked) {
        var idle = number(values, IDLE);
        boolean never = idle.equals(Optional.of(0));
        boolean enabled =
                !"false".equals(values.get(LOCK))
                        && !"true".equals(values.get(FORBIDDEN))
                        && !never;
        return new ScreenLock(
                enabled,
                enabled
                        ? idle.map(dark -> dark + number(values, DELAY).orElse(0))
                        : Optional.empty(),
                locked.containsAll(values.keySet()));
    }

    private static Optional<Integer> number(Map<String, String> values, String key) {
        var matcher = NUMBER.matcher(values.getOrDefault(key, ""));
        return matcher.matches()
                ? Optional.of(Integer.parseInt(matcher.group(1)))
                : Optional.empty();
    }
}

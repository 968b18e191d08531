package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
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
 * The administrator's part of dconf(7): the key files that the system databases of the profile are
 * made from. What people set for themselves is not looked at.
 *
 * @param values by key, as they are written
 * @param locked keys that nobody can change
 */
record DconfPolicy(Map<String, String> values, Set<String> locked) {

    private static final Pattern DATABASE = Pattern.compile("system-db:([A-Za-z0-9_-]{1,64})");
    private static final Pattern NUMBER = Pattern.compile("(?:u?int(?:16|32|64)\\s+)?(\\d{1,7})");
    private static final int MAX_FILE = 256 * 1024;
    private static final int MAX_FILES = 200;

    DconfPolicy {
        values = Map.copyOf(values);
        locked = Set.copyOf(locked);
    }

    /** Only of these keys; fails where a file cannot be read. */
    static DconfPolicy read(DeviceFiles files, Set<String> wanted) throws IOException {
        var values = new HashMap<String, String>();
        var locked = new HashSet<String>();
        // the first database of the profile counts most, and so is read last
        for (var database : databases(files).reversed()) {
            var folder = "/etc/dconf/db/" + database + ".d";
            for (var path : inside(files, folder)) {
                keys(files.head(path, MAX_FILE).orElse(""), wanted, values);
            }
            for (var path : inside(files, folder + "/locks")) {
                lines(files.head(path, MAX_FILE).orElse(""))
                        .filter(wanted::contains)
                        .forEach(locked::add);
            }
        }
        return new DconfPolicy(values, locked);
    }

    boolean says(String key, String value) {
        return value.equals(values.get(key));
    }

    /** A number that is not negative, of whatever type. */
    Optional<Integer> number(String key) {
        var matcher = NUMBER.matcher(values.getOrDefault(key, ""));
        return matcher.matches()
                ? Optional.of(Integer.parseInt(matcher.group(1)))
                : Optional.empty();
    }

    /** Without a profile, no database of the system is read. */
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

    private static void keys(String text, Set<String> wanted, Map<String, String> values) {
        var group = "";
        for (var line : lines(text).toList()) {
            int equals = line.indexOf('=');
            if (line.startsWith("[") && line.endsWith("]")) {
                group = line.substring(1, line.length() - 1).strip();
            } else if (equals > 0) {
                var key = "/" + group + "/" + line.substring(0, equals).strip();
                if (wanted.contains(key)) {
                    values.put(key, line.substring(equals + 1).strip());
                }
            }
        }
    }
}

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whom sudoers(5) lets run every command. What is let run by name, such as one program, makes
 * nobody an administrator.
 */
final class Sudoers {

    private static final String FILE = "/etc/sudoers";
    private static final int MAX_DEPTH = 8;
    private static final Pattern INCLUDE = Pattern.compile("[@#](include|includedir)\\s+(\\S+)");
    private static final Pattern NO_GRANT =
            Pattern.compile("(Defaults|(Cmnd|Cmd|Host|Runas)_Alias)\\b.*");
    private static final Pattern RUN_AS = Pattern.compile("\\([^)]*\\)");
    private static final Pattern EVERYTHING = Pattern.compile("(\\s*[A-Z_]+:)*\\s*ALL\\s*");

    private final DeviceFiles files;
    private final Map<String, List<String>> aliases = new HashMap<>();
    private final Set<String> named = new HashSet<>();
    private boolean whole = true;

    private Sudoers(DeviceFiles files) {
        this.files = files;
    }

    /**
     * Who is let.
     *
     * @param users by name
     * @param groups by name
     * @param whole whether nobody else is: all of it was read and understood
     */
    record Grants(Set<String> users, Set<String> groups, boolean whole) {

        static final Grants NONE = new Grants(Set.of(), Set.of(), true);

        Grants {
            users = Set.copyOf(users);
            groups = Set.copyOf(groups);
        }
    }

    /** None where sudo is not configured, as where it is not installed. */
    static Grants read(DeviceFiles files) throws IOException {
        if (!files.exists(FILE)) {
            return Grants.NONE;
        }
        var sudoers = new Sudoers(files);
        sudoers.include(FILE, MAX_DEPTH);
        return sudoers.grants();
    }

    private void include(String path, int depth) throws IOException {
        var text = files.text(path);
        if (text.isEmpty() || depth == 0) {
            whole = false;
            return;
        }
        for (var raw : text.get().replace("\\\n", " ").lines().toList()) {
            var line = raw.strip();
            var include = INCLUDE.matcher(line);
            if (include.lookingAt()) {
                var absolute =
                        include.group(2).startsWith("/")
                                ? include.group(2)
                                : "/etc/" + include.group(2);
                if (include.group(1).equals("include")) {
                    include(absolute, depth - 1);
                } else {
                    includeFolder(absolute, depth - 1);
                }
            } else {
                line(line);
            }
        }
    }

    /** Like sudo, without files that have a dot in their name or end in a tilde. */
    private void includeFolder(String folder, int depth) throws IOException {
        try {
            for (var name : files.names(folder)) {
                if (!name.contains(".") && !name.endsWith("~")) {
                    include(folder + "/" + name, depth);
                }
            }
        } catch (AccessDeniedException e) {
            whole = false; // a folder that only root may list
        }
    }

    private void line(String line) {
        int equals = line.indexOf('=');
        if (equals < 0 || line.matches("#(?!\\d).*") || NO_GRANT.matcher(line).matches()) {
            return;
        }
        var left = line.substring(0, equals).strip();
        var right = line.substring(equals + 1);
        if (left.startsWith("User_Alias")) {
            for (var one : line.substring("User_Alias".length()).split(":", -1)) {
                var parts = one.split("=", 2);
                if (parts.length == 2) {
                    aliases.put(parts[0].strip(), words(parts[1]));
                }
            }
        } else if (letsEverything(right)) {
            named.addAll(words(left.replaceFirst("\\s+\\S+$", "")));
        }
    }

    private static boolean letsEverything(String commands) {
        var plain = RUN_AS.matcher(commands.replaceFirst("\\s#.*", "")).replaceAll(" ");
        return words(plain).stream().anyMatch(c -> EVERYTHING.matcher(c).matches());
    }

    private static List<String> words(String list) {
        return List.of(list.strip().split("\\s*,\\s*", -1));
    }

    private Grants grants() {
        var users = new HashSet<String>();
        var groups = new HashSet<String>();
        var all = new ArrayList<String>();
        named.forEach(name -> all.addAll(aliases.getOrDefault(name, List.of(name))));
        for (var name : all) {
            if (name.startsWith("%") && name.matches("%[^:#].*")) {
                groups.add(name.substring(1));
            } else if (name.equals("ALL")
                    || name.matches("[%+!#].*")
                    || aliases.containsKey(name)) {
                whole = false; // by number, by network group, or with exceptions
            } else {
                users.add(name);
            }
        }
        return new Grants(users, groups, whole);
    }
}

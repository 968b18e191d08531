package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The SSH server as sshd_config(5) sets it: the first value of a keyword counts. */
final class SshServer {

    private static final String CONFIG = "/etc/ssh/sshd_config";
    private static final int DEFAULT_PORT = 22;
    private static final int MAX_DEPTH = 4;
    private static final String LISTEN = "0A";

    private final DeviceFiles files;
    private final Map<String, String> first = new HashMap<>();
    private final Set<Integer> ports = new TreeSet<>();

    private SshServer(DeviceFiles files) {
        this.files = files;
    }

    /** Empty if none is installed. */
    static Optional<Sshd> read(DeviceFiles files) throws IOException {
        if (!files.exists("/usr/sbin/sshd")) {
            return Optional.empty();
        }
        var server = new SshServer(files);
        if (!server.includes(CONFIG, MAX_DEPTH)) {
            return Optional.of(
                    new Sshd(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()));
        }
        if (server.ports.isEmpty()) {
            server.ports.add(DEFAULT_PORT);
        }
        return Optional.of(
                new Sshd(
                        Optional.of(List.copyOf(server.ports)),
                        server.listening(),
                        Optional.ofNullable(server.first.get("passwordauthentication"))
                                .map("yes"::equalsIgnoreCase),
                        Optional.ofNullable(server.first.get("permitrootlogin"))
                                .flatMap(Clean::text)));
    }

    /**
     * Up to the first Match block, after which nothing holds for everybody. False if something
     * cannot be read: what it says may come before anything else.
     */
    private boolean includes(String path, int depth) throws IOException {
        var text = files.text(path);
        if (text.isEmpty()) {
            return false;
        }
        for (var raw : text.get().lines().toList()) {
            var words = raw.strip().replaceFirst("\\s*=\\s*|\\s+", " ").split(" ", 2);
            if (words.length < 2 || words[0].startsWith("#")) {
                continue;
            }
            var keyword = words[0].toLowerCase(Locale.ROOT);
            var value = words[1].strip().replace("\"", "");
            switch (keyword) {
                case "match" -> {
                    return true;
                }
                case "include" -> {
                    if (depth > 0 && !includesAll(value, depth - 1)) {
                        return false;
                    }
                }
                case "port" ->
                        DeviceFiles.wholeNumber(value)
                                .filter(p -> p > 0 && p < 65_536)
                                .ifPresent(p -> ports.add(p.intValue()));
                default -> first.putIfAbsent(keyword, value);
            }
        }
        return true;
    }

    private boolean includesAll(String patterns, int depth) throws IOException {
        for (var pattern : patterns.split("\\s+", -1)) {
            try {
                for (var included : expand(pattern)) {
                    if (files.exists(included) && !includes(included, depth)) {
                        return false;
                    }
                }
            } catch (AccessDeniedException e) {
                return false; // a folder that only root may list
            }
        }
        return true;
    }

    /** The files that an Include names: one, or those in a folder with a star for their names. */
    private List<String> expand(String pattern) throws IOException {
        var path = pattern.startsWith("/") ? pattern : "/etc/ssh/" + pattern;
        int star = path.indexOf('*');
        if (star < 0) {
            return List.of(path);
        }
        var folder = path.substring(0, path.lastIndexOf('/', star) + 1);
        var prefix = path.substring(folder.length(), star);
        var suffix = path.substring(star + 1);
        var found = new ArrayList<String>();
        for (var name : files.names(folder)) {
            if (name.startsWith(prefix) && name.endsWith(suffix)) {
                found.add(folder + name);
            }
        }
        return found;
    }

    private Optional<Boolean> listening() throws IOException {
        var listeners = new HashSet<Integer>();
        boolean readable = false;
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (var line : files.lines(table)) {
                readable = true;
                var fields = line.strip().split("\\s+", -1);
                if (fields.length > 3 && fields[3].equals(LISTEN)) {
                    port(fields[1]).ifPresent(listeners::add);
                }
            }
        }
        return readable
                ? Optional.of(ports.stream().anyMatch(listeners::contains))
                : Optional.empty();
    }

    private static Optional<Integer> port(String address) {
        var hex = address.substring(address.lastIndexOf(':') + 1);
        return hex.matches("[0-9A-F]{4}")
                ? Optional.of(Integer.parseInt(hex, 16))
                : Optional.empty();
    }
}

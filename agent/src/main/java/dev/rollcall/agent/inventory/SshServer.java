package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.SshdConfig;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The SSH server as it is configured, and whether it accepts connections. */
final class SshServer {

    private static final String CONFIG = "/etc/ssh/sshd_config";
    private static final String LISTEN = "0A";

    private final DeviceFiles files;

    private SshServer(DeviceFiles files) {
        this.files = files;
    }

    /** Empty if none is installed. */
    static Optional<Sshd> read(DeviceFiles files) throws IOException {
        return files.exists("/usr/sbin/sshd")
                ? Optional.of(new SshServer(files).sshd())
                : Optional.empty();
    }

    private Sshd sshd() throws IOException {
        var text = files.text(CONFIG);
        var config =
                text.isPresent()
                        ? SshdConfig.parse(text.get(), this::included)
                        : Optional.<SshdConfig>empty();
        if (config.isEmpty()) {
            return new Sshd(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        var ports = config.get().ports();
        return new Sshd(
                Optional.of(ports),
                listening(ports),
                config.get().value("passwordauthentication").map("yes"::equalsIgnoreCase),
                config.get().value("permitrootlogin").flatMap(Clean::text));
    }

    private Optional<List<String>> included(String pattern) throws IOException {
        var texts = new ArrayList<String>();
        try {
            for (var path : expand(pattern)) {
                if (files.exists(path)) {
                    var text = files.text(path);
                    if (text.isEmpty()) {
                        return Optional.empty();
                    }
                    texts.add(text.get());
                }
            }
        } catch (AccessDeniedException e) {
            return Optional.empty(); // a folder that only root may list
        }
        return Optional.of(texts);
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

    private Optional<Boolean> listening(List<Integer> ports) throws IOException {
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

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.SshConfiguration;
import dev.rollcall.agent.inventory.collect.SshLogins;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The SSH server as sshd_config(5) sets it, and where that is silent as sshd does by itself. */
final class SshServer {

    private static final String CONFIG = "/etc/ssh/sshd_config";

    /** Of distributions that leave /etc to the administrator. */
    private static final String VENDOR = "/usr/etc/ssh/sshd_config";

    /** Where options of its command line are set: Debian's, and Fedora's. */
    private static final List<String> OPTIONS = List.of("/etc/default/ssh", "/etc/sysconfig/sshd");

    /** Another file, a port, or a keyword: more than sshd_config says. */
    private static final Pattern OVERRIDES =
            Pattern.compile("(?m)^\\s*(?:SSHD_OPTS|OPTIONS)\\s*=.*-[A-Za-z0-9]*[fop]");

    private static final String LISTEN = "0A";
    private static final Sshd UNKNOWN =
            new Sshd(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private SshServer() {}

    /** Empty if none is installed. */
    static Optional<Sshd> read(DeviceFiles files) throws IOException {
        if (!files.exists("/usr/sbin/sshd")) {
            return Optional.empty();
        }
        if (overridden(files)) {
            return Optional.of(UNKNOWN);
        }
        var path = files.exists(CONFIG) || !files.exists(VENDOR) ? CONFIG : VENDOR;
        var configuration = SshConfiguration.read(files, path);
        if (configuration.isEmpty()) {
            return Optional.of(UNKNOWN);
        }
        var said = configuration.get();
        var socket = SshSocket.enabled(files);
        var ports = socket.isPresent() ? SshSocket.ports(files, socket.get()) : said.ports();
        return Optional.of(
                new Sshd(
                        ports,
                        ports.isPresent() ? listening(files, ports.get()) : Optional.empty(),
                        SshLogins.password(said),
                        SshLogins.root(said).flatMap(Clean::text)));
    }

    private static boolean overridden(DeviceFiles files) throws IOException {
        for (var path : OPTIONS) {
            if (OVERRIDES.matcher(files.text(path).orElse("")).find()) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Boolean> listening(DeviceFiles files, List<Integer> ports)
            throws IOException {
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

package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.SshPorts;
import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A socket that systemd opens for the SSH server, which then listens on the ports of that and on
 * none of its own: the unit with its drop-ins, as systemd.unit(5) has them.
 */
final class SshSocket {

    private static final List<String> UNITS = List.of("ssh.socket", "sshd.socket");

    /** The first that has a file counts; so generators write beside what is configured. */
    private static final List<String> FOLDERS =
            List.of(
                    "/etc/systemd/system/",
                    "/run/systemd/system/",
                    "/run/systemd/generator/",
                    "/usr/local/lib/systemd/system/",
                    "/usr/lib/systemd/system/",
                    "/lib/systemd/system/");

    private static final List<String> WANTED =
            List.of("sockets.target.wants/", "ssh.service.requires/", "sshd.service.requires/");
    private static final Pattern LISTEN = Pattern.compile("\\s*ListenStream\\s*=(.*)");
    private static final int MAX_FILE = 64 * 1024;
    private static final int MAX_DROP_INS = 100;

    private SshSocket() {}

    /** Its name; empty where none is enabled. */
    static Optional<String> enabled(DeviceFiles files) {
        return UNITS.stream()
                .filter(unit ->
                        !files.link("/etc/systemd/system/" + unit).equals(Optional.of("/dev/null")))
                .filter(unit ->
                        FOLDERS.stream()
                                .anyMatch(folder ->
                                        WANTED.stream()
                                                .anyMatch(by ->
                                                        files.link(folder + by + unit)
                                                                .isPresent())))
                .findFirst();
    }

    /** Empty where they cannot be told. */
    static Optional<List<Integer>> ports(DeviceFiles files, String unit) throws IOException {
        var streams = new ArrayList<String>();
        for (var folder : FOLDERS) {
            var text = files.head(folder + unit, MAX_FILE);
            if (text.isPresent()) {
                addStreams(text.get(), streams);
                break;
            }
        }
        var dropIns = new TreeMap<String, String>();
        for (var folder : FOLDERS) {
            for (var name : files.names(folder + unit + ".d")) {
                if (name.endsWith(".conf") && dropIns.size() < MAX_DROP_INS) {
                    dropIns.putIfAbsent(name, folder + unit + ".d/" + name);
                }
            }
        }
        for (var path : dropIns.values()) {
            addStreams(files.head(path, MAX_FILE).orElse(""), streams);
        }
        var ports = new TreeSet<Integer>();
        streams.forEach(stream -> SshPorts.ofStream(stream).ifPresent(ports::add));
        return ports.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(ports));
    }

    /** Those of its section; an empty one undoes all before it. */
    private static void addStreams(String text, List<String> streams) {
        boolean inSection = false;
        for (var line : text.lines().toList()) {
            var listen = LISTEN.matcher(line);
            if (line.strip().startsWith("[")) {
                inSection = line.strip().equals("[Socket]");
            } else if (inSection && listen.matches()) {
                if (listen.group(1).isBlank()) {
                    streams.clear();
                } else {
                    streams.add(listen.group(1).strip());
                }
            }
        }
    }
}

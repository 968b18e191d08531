package dev.rollcall.simulator.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which process of this machine listens on a port, as the kernel tells its owner and root. */
public final class Listener {

    private static final String LISTENING = "0A";

    private Listener() {}

    /** Of a server on this machine; empty for another machine's, or where we may not look. */
    public static Optional<Long> of(URI server) {
        try {
            if (!InetAddress.getByName(server.getHost()).isLoopbackAddress()) {
                return Optional.empty();
            }
            var sockets = sockets(server.getPort());
            try (var processes = Files.list(Path.of("/proc"))) {
                return processes
                        .filter(p -> p.getFileName().toString().matches("[0-9]+"))
                        .filter(p -> holds(p.resolve("fd"), sockets))
                        .map(p -> Long.parseLong(p.getFileName().toString()))
                        .findFirst();
            }
        } catch (IOException e) {
            // no such name, or no Linux
            return Optional.empty();
        }
    }

    /** As links of open files name them. */
    private static Set<String> sockets(int port) throws IOException {
        var end = ":%04X".formatted(port);
        return Stream.concat(
                        Files.readAllLines(Path.of("/proc/net/tcp")).stream(),
                        Files.readAllLines(Path.of("/proc/net/tcp6")).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(f -> f.length > 9 && f[1].endsWith(end) && f[3].equals(LISTENING))
                .map(f -> "socket:[" + f[9] + "]")
                .collect(Collectors.toSet());
    }

    private static boolean holds(Path files, Set<String> sockets) {
        try (var open = Files.list(files)) {
            return open.anyMatch(file -> sockets.contains(target(file)));
        } catch (IOException e) {
            // another user's process, or gone
            return false;
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // closed in the meantime
            return "";
        }
    }
}

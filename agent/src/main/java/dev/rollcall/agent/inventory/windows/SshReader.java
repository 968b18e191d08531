package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.agent.inventory.collect.SshConfiguration;
import dev.rollcall.agent.inventory.collect.SshLogins;
import dev.rollcall.common.inventory.SecuritySection.Sshd;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The OpenSSH server of Windows, from its sshd_config and the ports that accept connections. There
 * is no root, and Windows does not look at PermitRootLogin, so that nothing is said of it.
 */
final class SshReader {

    private static final Sshd UNKNOWN =
            new Sshd(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private SshReader() {}

    /** Empty if none is installed, or it could not be asked about. */
    static Optional<Sshd> read(WindowsFacts facts) throws IOException {
        var rows = facts.rows("sshd").filter(found -> !found.isEmpty());
        return rows.isPresent() ? Optional.of(sshd(rows.get().getFirst())) : Optional.empty();
    }

    private static Sshd sshd(Fields row) throws IOException {
        var text = row.raw("Config");
        // what it includes is not read, and may say anything
        var config =
                text.isPresent()
                        ? SshConfiguration.of(text.get())
                        : Optional.<SshConfiguration>empty();
        return config.map(said -> sshd(row, said)).orElse(UNKNOWN);
    }

    private static Sshd sshd(Fields row, SshConfiguration said) {
        var ports = said.ports();
        return new Sshd(
                ports,
                ports.flatMap(on -> listening(row, on)),
                SshLogins.password(said),
                Optional.empty());
    }

    private static Optional<Boolean> listening(Fields row, List<Integer> ports) {
        if (!row.has("Listening")) {
            return Optional.empty();
        }
        var listeners =
                row.list("Listening").stream()
                        .flatMap(port -> port.number().stream())
                        .map(Long::intValue)
                        .collect(Collectors.toSet());
        return Optional.of(ports.stream().anyMatch(listeners::contains));
    }
}

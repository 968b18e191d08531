package dev.rollcall.server.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code --org}: the devices of one unit. */
final class OfUnit {

    @Option(
            names = "--org",
            paramLabel = "UNIT",
            description = "Only devices that are in this unit now, or below it.")
    private Optional<String> slug = Optional.empty();

    /** The unit's; empty where all that one may see are meant. */
    Optional<String> slug() {
        return slug;
    }
}

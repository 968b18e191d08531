package dev.rollcall.server.cli;

import picocli.CommandLine.Option;

/** {@code --limit}: how many are listed. */
final class Limit {

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "List at most so many (${DEFAULT-VALUE}).")
    private int most = 100;

    int most() {
        return most;
    }
}

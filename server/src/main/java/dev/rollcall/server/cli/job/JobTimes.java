package dev.rollcall.server.cli.job;

import dev.rollcall.server.cli.terminal.Lengths;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How long a job may take, as it is typed. */
final class JobTimes {

    @Option(
            names = "--expires",
            paramLabel = "LENGTH",
            description = "After which no device starts it; 7d if left out, at most 90d.")
    Optional<String> expires = Optional.empty();

    @Option(
            names = "--deadline",
            paramLabel = "LENGTH",
            description =
                    "After which a run without an answer counts as silent or, where it is known to have"
                            + " begun, as running late; 1d if left out.")
    Optional<String> deadline = Optional.empty();

    void addTo(Map<String, Object> body, Instant now) {
        expires.ifPresent(e -> body.put("expires", now.plus(Lengths.parse(e))));
        deadline.ifPresent(d -> body.put("deadline", now.plus(Lengths.parse(d))));
    }
}

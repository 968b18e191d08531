package dev.rollcall.server.cli.local;

import dev.rollcall.server.pki.rollover.Patience;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** For which devices a step waits. */
final class WaitOptions {

    @Option(
            names = "--seen-within",
            paramLabel = "DAYS",
            defaultValue = "400",
            description = "Wait for devices that were seen in so many days (${DEFAULT-VALUE}).")
    int days;

    @Option(
            names = "--even-if",
            paramLabel = "COUNT",
            description =
                    "Go on although exactly so many devices are left behind, which must enroll again.")
    Optional<Long> evenIf = Optional.empty();

    Patience patience() {
        return new Patience(Duration.ofDays(days), evenIf);
    }
}

package dev.rollcall.server.cli.terminal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads instants as people type them: 2026-10-01, 2026-10-01T08:00, 2026-10-01T08:00:00Z. */
public final class Instants {

    private Instants() {}

    /**
     * @param zone of a text that names none; a date alone is its first moment
     */
    public static Instant parse(String text, ZoneId zone) {
        List<Function<String, Instant>> forms =
                List.of(
                        Instant::parse,
                        t -> OffsetDateTime.parse(t).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                        t -> LocalDate.parse(t).atStartOfDay(zone).toInstant());
        return forms.stream()
                .flatMap(form -> attempt(form, text).stream())
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailure(
                                ExitCode.USAGE,
                                "not a time: "
                                        + text
                                        + "; write 2026-10-01, 2026-10-01T08:00 or"
                                        + " 2026-10-01T08:00:00Z"));
    }

    private static Optional<Instant> attempt(Function<String, Instant> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException e) {
            // another form, or none
            return Optional.empty();
        }
    }
}

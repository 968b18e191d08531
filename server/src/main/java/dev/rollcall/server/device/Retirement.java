package dev.rollcall.server.device;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;

/**
 * That a device was retired.
 *
 * @param on the date that people gave, which may be before anybody told the server
 * @param reason in words of who did it
 * @param from since when the server knows, by its clock
 * @param until when that was undone; empty while it holds
 */
public record Retirement(
        RetiredAs as, LocalDate on, String reason, Instant from, Optional<Instant> until) {

    public Retirement {
        Objects.requireNonNull(as, "as");
        Objects.requireNonNull(on, "on");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(from, "from");
        until = Objects.requireNonNullElse(until, Optional.empty());
    }
}

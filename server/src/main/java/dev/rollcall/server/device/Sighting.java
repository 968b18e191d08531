package dev.rollcall.server.device;

import java.time.Duration;
import java.time.Instant;

/** A time in which a device checked in without a long gap from one kind of address. */
public record Sighting(Instant from, Instant to, AddressKind kind) {

    /** Between two check-ins, past which a new sighting begins. */
    public static final Duration GAP = Duration.ofHours(1);

    /** Whether a check-in now still belongs to it. */
    boolean goesOn(AddressKind now, Instant at) {
        return kind == now && !to.plus(GAP).isBefore(at);
    }
}

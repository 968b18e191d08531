package dev.rollcall.server.gateway;

import dev.rollcall.server.device.SessionFacts;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What the gateway needs from behind it.
 *
 * @param ended told once when a session that had checked in is over; returns at once
 */
public record GatewayRooms(
        Identities identities,
        Answers answers,
        Consumer<SessionFacts> ended,
        InstantSource clock,
        AtomicLong numbers) {

    public GatewayRooms(
            Identities identities,
            Answers answers,
            Consumer<SessionFacts> ended,
            InstantSource clock) {
        this(identities, answers, ended, clock, new AtomicLong());
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }
}

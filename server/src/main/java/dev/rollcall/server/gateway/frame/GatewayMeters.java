package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.MalformedFrameException.Reason;
import dev.rollcall.server.problem.ProblemCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the gateway counts. */
public final class GatewayMeters {

    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);
    private final Map<Reason, Counter> malformed = new EnumMap<>(Reason.class);
    private final Map<String, Counter> refused;
    private final Counter accepted;
    private final Counter unknownMessages;
    private final AtomicInteger connections = new AtomicInteger();

    public GatewayMeters(MeterRegistry registry) {
        for (var reason : CloseReason.values()) {
            closed.put(
                    reason, registry.counter("rollcall.gateway.closed", "reason", reason.word()));
        }
        for (var reason : Reason.values()) {
            malformed.put(
                    reason,
                    registry.counter("rollcall.gateway.malformed", "reason", reason.word()));
        }
        refused =
                Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::word)
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        code -> code,
                                        code ->
                                                registry.counter(
                                                        "rollcall.gateway.refused", "code", code)));
        accepted = registry.counter("rollcall.gateway.accepted");
        unknownMessages = registry.counter("rollcall.gateway.unknown.messages");
        Gauge.builder("rollcall.gateway.connections", connections, AtomicInteger::get)
                .register(registry);
    }

    /** How many connections there are, this one counted. */
    public int connected() {
        accepted.increment();
        return connections.incrementAndGet();
    }

    public void disconnected() {
        connections.decrementAndGet();
    }

    void closed(CloseReason reason) {
        count(closed, reason);
    }

    void malformed(Reason reason) {
        count(malformed, reason);
    }

    /** Told to a device, which ended its session. */
    void refused(String code) {
        count(refused, code);
    }

    public void unknownMessage() {
        unknownMessages.increment();
    }

    private static <K> void count(Map<K, Counter> counters, K key) {
        var counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        counter.increment();
    }
}

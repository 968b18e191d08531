package dev.rollcall.server.server;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.pki.Expiry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in time, in metrics, log and health, when what the server works with ends. */
final class KeyExpiries {

    private static final Logger LOG = LoggerFactory.getLogger(KeyExpiries.class);

    /** Stable, as in {@code /health}. */
    private static final String WARNING = "pki-expires";

    private final List<Expiry> expiries;
    private final Map<DistrictId, String> slugs;
    private final InstantSource clock;

    KeyExpiries(List<Expiry> expiries, Map<DistrictId, String> slugs, InstantSource clock) {
        this.expiries = List.copyOf(expiries);
        this.slugs = Map.copyOf(slugs);
        this.clock = clock;
    }

    void measure(MeterRegistry registry) {
        for (var expiry : expiries) {
            Gauge.builder("rollcall.pki.expires.seconds", expiry, this::secondsLeft)
                    .description("until a certificate that the server works with expires")
                    .tag("what", what(expiry))
                    .strongReference(true)
                    .register(registry);
        }
    }

    private double secondsLeft(Expiry expiry) {
        return Duration.between(clock.instant(), expiry.at()).toSeconds();
    }

    /** At the start and every day. */
    void log() {
        near().forEach(expiry ->
                LOG.warn("certificate expires soon what={} at={}", what(expiry), expiry.at()));
    }

    /** For {@code /health}; none makes it unhealthy. */
    List<String> warnings() {
        return near().isEmpty() ? List.of() : List.of(WARNING);
    }

    private List<Expiry> near() {
        var now = clock.instant();
        return expiries.stream().filter(expiry -> expiry.isNear(now)).toList();
    }

    /** Such as {@code tls} or {@code issuing-lincoln}. */
    private String what(Expiry expiry) {
        return expiry.what().equals("issuing")
                ? "issuing-" + slugs.getOrDefault(expiry.district(), expiry.district().toString())
                : expiry.what();
    }
}

package dev.rollcall.server.server;

import dev.rollcall.server.http.RequestListener;
import dev.rollcall.server.storage.Database;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.time.Duration;

/** What is measured of the server as a whole. */
final class ServerMeters implements RequestListener {

    private final MeterRegistry registry;
    private final Counter slow;

    ServerMeters(MeterRegistry registry, Database database) {
        this.registry = registry;
        this.slow =
                Counter.builder("rollcall.http.slow")
                        .description("connections closed because a request came too slowly")
                        .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("rollcall.storage.waiting", database, d -> d.writer().waiting())
                .description("commands waiting for the writer")
                .register(registry);
        Gauge.builder("rollcall.storage.writer.alive", database, d -> d.writer().alive() ? 1 : 0)
                .description("1 while the writer takes commands, 0 when it died")
                .register(registry);
        Gauge.builder(
                        "rollcall.storage.oldest.seconds",
                        database,
                        d -> d.writer().oldest().toMillis() / 1000.0)
                .description("how long the oldest command without an answer has been waiting")
                .register(registry);
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {
        Timer.builder("rollcall.http.requests")
                .tag("method", known(method))
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .register(registry)
                .record(took);
    }

    @Override
    public void tooSlow() {
        slow.increment();
    }

    /** A method is whatever a client made up: only the usual ones become names of figures. */
    private static String known(String method) {
        return switch (method) {
            case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" -> method;
            default -> "other";
        };
    }
}

package dev.rollcall.server.server;

import dev.rollcall.server.http.RequestListener;
import dev.rollcall.server.storage.Database;
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

    ServerMeters(MeterRegistry registry, Database database) {
        this.registry = registry;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        Gauge.builder("rollcall.storage.waiting", database, Database::waiting)
                .description("commands waiting for the writer")
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

    /** A method is whatever a client made up: only the usual ones become names of figures. */
    private static String known(String method) {
        return switch (method) {
            case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" -> method;
            default -> "other";
        };
    }
}

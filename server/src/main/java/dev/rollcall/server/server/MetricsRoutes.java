package dev.rollcall.server.server;

import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** Figures for Prometheus, for tokens that are made for it. */
final class MetricsRoutes implements Routes {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final MetricsReaders readers;

    MetricsRoutes(PrometheusMeterRegistry meters, MetricsReaders readers) {
        this.meters = meters;
        this.readers = readers;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(Method.GET, "/metrics", Access.OPEN, this::metrics));
    }

    private Response metrics(Request request) {
        if (!mayRead(request)) {
            throw new Problem(ProblemCode.NOT_ALLOWED, "this needs the permission metrics");
        }
        return Response.stream(TEXT, meters::scrape);
    }

    private boolean mayRead(Request request) {
        return switch (readers) {
            case TOKENS -> hasToken(request);
            case TOKENS_AND_LOOPBACK -> request.isLoopback() || hasToken(request);
        };
    }

    private static boolean hasToken(Request request) {
        return request.principal().isPresent()
                && !Caller.of(request).districts(Permission.METRICS).isEmpty();
    }
}

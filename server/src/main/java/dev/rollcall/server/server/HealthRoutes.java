package dev.rollcall.server.server;

import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server works: it answers, its database does, and what it is asked can be written
 * down.
 */
final class HealthRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final Database database;
    private final BooleanSupplier diskFull;
    private final Duration patience;
    private final Supplier<List<String>> warnings;

    /**
     * @param diskFull whether there is room for outcomes only
     * @param patience how long a command may wait for the writer before that counts as stuck
     * @param warnings what somebody should look at although the server works
     */
    HealthRoutes(
            Database database,
            BooleanSupplier diskFull,
            Duration patience,
            Supplier<List<String>> warnings) {
        this.database = database;
        this.diskFull = diskFull;
        this.patience = patience;
        this.warnings = warnings;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(Method.GET, "/health", Access.OPEN, this::health));
    }

    private Response health(Request request) {
        var writer = database.writer();
        if (!writer.alive() || writer.oldest().compareTo(patience) > 0) {
            return down("writer");
        }
        if (diskFull.getAsBoolean()) {
            return down("disk");
        }
        try {
            database.read(h -> h.createQuery("SELECT 1").mapTo(Integer.class).one());
            var look = warnings.get();
            return Response.ok(
                    look.isEmpty()
                            ? Map.of("status", "up")
                            : Map.of("status", "up", "warnings", look));
        } catch (StorageException e) {
            LOG.warn("database does not answer", e);
            return down("database");
        }
    }

    private static Response down(String part) {
        return Response.json(503, Map.of("status", "down", "part", part));
    }
}

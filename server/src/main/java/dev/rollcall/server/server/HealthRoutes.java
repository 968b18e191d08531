package dev.rollcall.server.server;

import dev.rollcall.server.http.Access;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the server works: it answers, and so does its database. */
final class HealthRoutes implements Routes {

    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final Database database;

    HealthRoutes(Database database) {
        this.database = database;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(Method.GET, "/health", Access.OPEN, this::health));
    }

    private Response health(Request request) {
        try {
            database.read(h -> h.createQuery("SELECT 1").mapTo(Integer.class).one());
            return Response.ok(Map.of("status", "up"));
        } catch (StorageException e) {
            LOG.warn("database does not answer", e);
            return Response.json(503, Map.of("status", "down", "part", "database"));
        }
    }
}

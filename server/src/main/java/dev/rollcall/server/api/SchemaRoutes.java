package dev.rollcall.server.api;

import dev.rollcall.common.inventory.shape.SectionSchema;
import dev.rollcall.common.inventory.shape.Shape.Group;
import dev.rollcall.common.inventory.shape.Shapes;
import dev.rollcall.server.access.Caller;
import dev.rollcall.server.access.Permission;
import dev.rollcall.server.http.Request;
import dev.rollcall.server.http.Response;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.problem.NearestName;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The forms of the inventory's sections, as JSON Schema: what agents of this version send. They are
 * the same for every district, and for whoever may look at a device in one.
 */
public final class SchemaRoutes implements Routes {

    private static final String SCHEMAS = "/api/v1/districts/{district}/inventory/schemas";

    /** By name, as lists come in pages. */
    private static final Map<String, Group> BY_NAME = new TreeMap<>(Shapes.all());

    /**
     * @param about what it is, as a sentence
     */
    record Listed(String section, String about) {}

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(SCHEMAS, this::list), Route.get(SCHEMAS + "/{section}", this::schema));
    }

    private Response list(Request request) {
        admit(request);
        int limit = request.limit(100, 1000);
        var after = request.cursor();
        var page =
                BY_NAME.entrySet().stream()
                        .filter(each -> each.getKey().compareTo(after) > 0)
                        .limit(limit + 1L)
                        .map(each -> new Listed(each.getKey(), each.getValue().about()))
                        .toList();
        return Response.ok(request.page(page, limit, Listed::section));
    }

    private Response schema(Request request) {
        admit(request);
        var name = request.path("section");
        var shape = BY_NAME.get(name);
        if (shape == null) {
            throw new Problem(
                    ProblemCode.NOT_FOUND,
                    "There is no such section" + NearestName.hint(name, BY_NAME.keySet()) + ".");
        }
        return Response.ok(SectionSchema.of(shape));
    }

    private static void admit(Request request) {
        var caller = Caller.of(request);
        var district = caller.district(request);
        if (caller.scope(Permission.DEVICE_VIEW, district).isEmpty()) {
            caller.require(Permission.DEVICE_VIEW, district);
        }
    }
}

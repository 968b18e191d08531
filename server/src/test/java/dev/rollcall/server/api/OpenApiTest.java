package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.server.access.Role;
import dev.rollcall.server.http.Method;
import dev.rollcall.server.http.Route;
import dev.rollcall.server.http.Routes;
import dev.rollcall.server.http.WhenDiskFull;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestFleet;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Holds openapi.yaml to the routes that there are, and to what they really answer. */
class OpenApiTest {

    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern QUERY_PARAMETER =
            Pattern.compile("(?:query\\(|past\\(request,)\\s*\"([a-z-]+)\"");

    private final OpenApi api = OpenApi.read();
    private final JsonNode document = api.document();

    @TempDir private Path data;

    /** Every class of routes, made without its rooms: its table is all that is looked at. */
    private static Map<Class<?>, List<Route>> rooms() {
        var rooms = new HashMap<Class<?>, List<Route>>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.rollcall.server")
                        .stream()
                        .filter(c -> c.isAssignableTo(Routes.class) && !c.isInterface())
                        .filter(c -> !c.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .map(c -> c.reflect())
                        .forEach(type -> rooms.put(type, bare(type).routes()));
        return rooms;
    }

    private static Routes bare(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return (Routes)
                    constructor.newInstance(
                            Arrays.stream(constructor.getParameterTypes())
                                    .map(OpenApiTest::nothing)
                                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    private static @Nullable Object nothing(Class<?> type) {
        return type == int.class ? (Object) 0 : type == long.class ? (Object) 0L : null;
    }

    private static List<Route> documented() {
        return rooms().values().stream()
                .flatMap(List::stream)
                .filter(route -> route.path().startsWith("/api/v1/"))
                .toList();
    }

    private static String name(Route route) {
        return route.method().name().toLowerCase(Locale.ROOT) + " " + route.path();
    }

    private Map<String, JsonNode> operations() {
        return api.operations();
    }

    @Test
    void onAFullDiskOnlyWhatTakesBackAndShutsOutIsAnswered() {
        assertThat(
                        documented().stream()
                                .filter(route -> route.method() != Method.GET)
                                .filter(route -> route.whenDiskFull() == WhenDiskFull.ANSWER)
                                .map(OpenApiTest::name))
                .containsExactlyInAnyOrder(
                        "post /api/v1/sign-in",
                        "delete /api/v1/me/tokens/{token}",
                        "delete /api/v1/districts/{district}/grants/{grant}",
                        "post /api/v1/districts/{district}/people/{person}/disable",
                        "post /api/v1/districts/{district}/tokens/{token}/revoke",
                        "post /api/v1/districts/{district}/devices/{device}/revoke",
                        "post /api/v1/districts/{district}/devices/{device}/retire",
                        "post /api/v1/districts/{district}/permits/{permit}/withdraw",
                        "post /api/v1/districts/{district}/jobs/preview",
                        "post /api/v1/districts/{district}/jobs/{job}/cancel");
    }

    @Test
    void everyRouteIsDocumentedAndNothingElse() {
        assertThat(operations().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        documented().stream().map(OpenApiTest::name).toList());
    }

    @Test
    void everyPathParameterIsDescribed() {
        for (var path : document.path("paths").properties()) {
            var described = new TreeSet<String>();
            path.getValue()
                    .path("parameters")
                    .forEach(p -> described.add(parameter(p).path("name").asString()));
            var named =
                    PATH_PARAMETER
                            .matcher(path.getKey())
                            .results()
                            .map(m -> m.group(1))
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(described).as(path.getKey()).isEqualTo(named);
        }
    }

    /** Which route of a class reads which parameter is not seen; that the class reads it, is. */
    @Test
    void everyQueryParameterThatIsReadIsDescribedAndNoOther() throws IOException {
        for (var room : rooms().entrySet()) {
            var read = readBy(room.getKey());
            var described = new TreeSet<String>();
            for (var route : room.getValue()) {
                var operation = operations().get(name(route));
                if (operation != null) {
                    operation
                            .path("parameters")
                            .forEach(p -> described.add(parameter(p).path("name").asString()));
                }
            }
            assertThat(described).as(room.getKey().getSimpleName()).isEqualTo(read);
        }
    }

    private static Set<String> readBy(Class<?> room) throws IOException {
        var source =
                Files.readString(
                        Path.of("src/main/java", room.getName().replace('.', '/') + ".java"));
        var read =
                QUERY_PARAMETER
                        .matcher(source)
                        .results()
                        .map(m -> m.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        for (var parameter : List.of("limit", "cursor")) {
            if (source.contains("request." + parameter + "(")) {
                read.add(parameter);
            }
        }
        if (source.contains("Period.of")) {
            read.addAll(List.of("from", "to"));
        }
        return read;
    }

    private JsonNode parameter(JsonNode node) {
        var ref = node.path("$ref").asString("");
        return ref.isEmpty() ? node : document.at(ref.substring(1));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        document.findValuesAsString("$ref")
                .forEach(ref ->
                        assertThat(document.at(ref.substring(1)).isMissingNode())
                                .as(ref)
                                .isFalse());
    }

    /** Else a field that nobody wrote down would come along unseen. */
    @Test
    void everyObjectNamesAllOfItsFieldsButThoseThatAreDocumentsOfTheirOwn() {
        var open = new TreeSet<String>();
        open(document, "", open);

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "/components/schemas/Section/properties/body",
                        "/components/schemas/SectionSchema/properties/properties",
                        "/components/schemas/VulnerabilityRecords/properties/records/items"
                                + "/properties/osv",
                        "/components/schemas/Volatile/properties/facts",
                        "/components/schemas/PolicyLine/properties/setting",
                        "/components/schemas/JobPreviewRequest/properties/action",
                        "/components/schemas/NewJob/properties/action",
                        "/components/schemas/Job/properties/action",
                        "/components/schemas/Export/properties/devices/items",
                        "/components/schemas/Export/properties/checks/items",
                        "/components/schemas/Export/properties/retirements/items",
                        "/components/schemas/Export/properties/assets/items");
    }

    private static void open(JsonNode node, String path, Set<String> found) {
        if (node.path("type").asString("").equals("object")
                && node.path("additionalProperties").asBoolean(true)) {
            found.add(path);
        }
        node.properties().forEach(e -> open(e.getValue(), path + "/" + e.getKey(), found));
    }

    @Test
    void whatTheRoutesAnswerFitsTheirSchemas() {
        try (var fresh = TestDatabase.H2.fresh();
                var room = new TechnicianRoom(new TestFleet(fresh.database()), data)) {
            room.office.person("boss", Role.PROVIDER_ADMIN, room.fleet.root());
            var device = room.device(room.fleet.lab(), "pc-1", DeviceProtection.NO);
            room.fleet.device(room.fleet.lab());
            var lincoln = "/api/v1/districts/lincoln";
            var devices = "/api/v1/districts/{district}/devices";
            var exports = "/api/v1/districts/{district}/exports/{kind}";

            fits(room, "get " + devices, lincoln + "/devices");
            fits(room, "get " + devices, lincoln + "/devices?limit=1");
            fits(
                    room,
                    "get " + devices + "/count",
                    lincoln + "/devices/count?query=encrypted:no,unknown");
            fits(room, "get " + devices + "/count", lincoln + "/devices/count");
            fits(room, "get " + devices + "/{device}", lincoln + "/devices/" + device.device());
            fits(
                    room,
                    "get " + devices + "/{device}/packages",
                    lincoln + "/devices/" + device.device() + "/packages");
            fits(room, "get " + exports, lincoln + "/exports/compliance");
            fits(room, "get " + exports, lincoln + "/exports/devices");
            fits(room, "get " + exports + "/coverage", lincoln + "/exports/devices/coverage");
            fits(room, "get /api/v1/server/status", "/api/v1/server/status");
            var problem = room.http.get(lincoln + "/devices?query=encryted:no", "boss");
            api.isProblem(problem);
        }
    }

    private void fits(TechnicianRoom room, String operation, String address) {
        var answer = room.http.get(address, "boss");
        assertThat(answer.status()).as(address + " " + answer.text()).isEqualTo(200);
        api.fits(
                answer.json(),
                operations().get(operation).at("/responses/200/content/application~1json/schema"));
    }
}

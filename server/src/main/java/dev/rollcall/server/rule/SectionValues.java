package dev.rollcall.server.rule;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.shape.Shape;
import dev.rollcall.common.inventory.shape.Shape.Fact;
import dev.rollcall.common.inventory.shape.Shape.Group;
import dev.rollcall.common.inventory.shape.Shape.Several;
import dev.rollcall.common.json.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A section's body as values of CEL; what does not have its form is absent. Pure. */
final class SectionValues {

    private static final Map<PackageSource, String> WORDS =
            Arrays.stream(PackageSource.values())
                    .collect(
                            Collectors.toMap(
                                    source -> source,
                                    source -> Json.wire().valueToTree(source).stringValue()));

    private SectionValues() {}

    static Map<String, Object> of(Group shape, byte[] body) {
        return group(shape, Json.wire().readTree(body));
    }

    /** The packages of all buckets. */
    static List<Map<String, Object>> of(List<InstalledPackage> packages) {
        return packages.stream().map(SectionValues::of).toList();
    }

    private static Map<String, Object> of(InstalledPackage installed) {
        var values = new HashMap<String, Object>();
        values.put("name", installed.name());
        values.put("version", installed.version());
        values.put("architecture", installed.architecture());
        values.put("source", word(installed.source()));
        // where it was not told, it is the package's own
        values.put("sourcePackage", installed.builtFrom());
        values.put("sourceVersion", installed.builtFromVersion());
        return values;
    }

    /** On the wire. */
    static String word(PackageSource source) {
        return WORDS.getOrDefault(source, "other");
    }

    private static Map<String, Object> group(Group shape, JsonNode node) {
        var values = new HashMap<String, Object>();
        shape.parts()
                .forEach((name, part) ->
                        value(part, node.path(name)).ifPresent(value -> values.put(name, value)));
        return values;
    }

    private static Optional<Object> value(Shape shape, JsonNode node) {
        return switch (shape) {
            case Group group ->
                    node.isObject() ? Optional.of(group(group, node)) : Optional.empty();
            case Several several ->
                    node.isArray() ? Optional.of(list(several, node)) : Optional.empty();
            case Fact fact -> fact(fact, node);
        };
    }

    private static List<Object> list(Several several, JsonNode node) {
        var values = new ArrayList<>();
        for (var each : node) {
            value(several.item(), each).ifPresent(values::add);
        }
        return values;
    }

    private static Optional<Object> fact(Fact fact, JsonNode node) {
        try {
            return switch (fact.type()) {
                case TEXT, VERSION, CHOICE ->
                        node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
                case NUMBER, BYTES ->
                        node.isIntegralNumber() ? Optional.of(node.longValue()) : Optional.empty();
                case YES_OR_NO ->
                        node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
                case DATE ->
                        Optional.of(
                                LocalDate.parse(node.asString(""))
                                        .atStartOfDay(ZoneOffset.UTC)
                                        .toInstant());
                case TIME -> Optional.of(Instant.parse(node.asString("")));
                case DURATION -> Optional.of(Duration.parse(node.asString("")));
                case DIGESTS -> Optional.empty();
            };
        } catch (DateTimeException e) {
            return Optional.empty(); // one of a later version's form says nothing to this one
        }
    }
}

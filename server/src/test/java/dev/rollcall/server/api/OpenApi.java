package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rollcall.common.json.Json;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What openapi.yaml says. */
public record OpenApi(JsonNode document) {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    public static OpenApi read() {
        return new OpenApi(
                new YAMLMapper().readTree(OpenApi.class.getResourceAsStream("/openapi.yaml")));
    }

    /** By method and path, such as {@code get /api/v1/me}. */
    public Map<String, JsonNode> operations() {
        var operations = new TreeMap<String, JsonNode>();
        for (var path : document.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    operations.put(method.getKey() + " " + path.getKey(), method.getValue());
                }
            }
        }
        return operations;
    }

    /** That a value is what a schema of the document says. */
    void fits(JsonNode value, JsonNode schema) {
        assertThat(schema.isObject()).as("a schema for " + value).isTrue();
        var whole = (ObjectNode) schema.deepCopy();
        whole.set("$defs", document.at("/components/schemas"));
        var selfContained = whole.toString().replace("#/components/schemas/", "#/$defs/");
        var errors =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Json.wire().readTree(selfContained))
                        .validate(value);
        assertThat(errors).as(value.toString()).isEmpty();
    }
}

package dev.rollcall.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.http.TestHttp.Answer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What openapi.yaml says. */
public record OpenApi(JsonNode document) {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private static final String BODY = "/requestBody/content/application~1json/schema";
    private static final String A_TEXT = "\"long enough for all\"";
    private static final String A_DIGEST = "\"" + "0".repeat(64) + "\"";

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

    /**
     * The least that an operation takes; empty where it takes nothing.
     *
     * @param named what to say for a property of this name, even where it can be left out; the rest
     *     is made up
     */
    public String leastBody(String operation, Map<String, String> named) {
        var schema = operations().get(operation).at(BODY);
        return schema.isMissingNode() ? "" : least(schema, "", named).toString();
    }

    private JsonNode least(JsonNode schema, String name, Map<String, String> named) {
        var ref = schema.path("$ref").asString("");
        if (!ref.isEmpty()) {
            return least(document.at(ref.substring(1)), name, named);
        }
        if (named.containsKey(name)) {
            return Json.wire().readTree(named.get(name));
        }
        if (schema.has("enum")) {
            return schema.at("/enum/0");
        }
        return switch (schema.path("type").stringValue()) {
            case "object" -> leastObject(schema, named);
            case "array" -> Json.wire().createArrayNode();
            case "integer" -> Json.wire().readTree("1");
            case "boolean" -> Json.wire().readTree("true");
            default -> Json.wire().readTree(schema.has("pattern") ? A_DIGEST : A_TEXT);
        };
    }

    private JsonNode leastObject(JsonNode schema, Map<String, String> named) {
        var body = Json.wire().createObjectNode();
        var required = schema.path("required").valueStream().map(JsonNode::stringValue).toList();
        for (var property : schema.path("properties").properties()) {
            var name = property.getKey();
            if (required.contains(name) || named.containsKey(name)) {
                body.set(name, least(property.getValue(), name, named));
            }
        }
        return body;
    }

    /** That a refusal is one as the document has it. */
    public void isProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        fits(
                answer.json(),
                document.at(
                        "/components/responses/Problem/content/application~1problem+json/schema"));
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

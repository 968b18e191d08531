package dev.rollcall.common.inventory.shape;

import dev.rollcall.common.inventory.shape.Shape.Fact;
import dev.rollcall.common.inventory.shape.Shape.Group;
import dev.rollcall.common.inventory.shape.Shape.Several;
import dev.rollcall.common.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies as JSON Schema, draft 2020-12: what an agent of this version sends. Nothing is required,
 * since what is not known is absent, and nothing else is allowed; a later version may send more.
 * Pure.
 */
public final class SectionSchema {

    private static final int MOST_ENTRIES = 10_000;
    private static final int LONGEST_TEXT = 1024;

    private SectionSchema() {}

    /**
     * @param body as {@link Shapes#all} has it
     */
    public static ObjectNode of(Group body) {
        var schema = Json.wire().createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:rollcall:" + body.name());
        schema.put("title", body.name());
        describe(schema, body);
        return schema;
    }

    private static void describe(ObjectNode schema, Shape shape) {
        var about = shape.about();
        switch (shape) {
            case Group group -> {
                schema.put("type", "object");
                schema.put("additionalProperties", false);
                var parts = schema.putObject("properties");
                group.parts().forEach((name, part) -> describe(parts.putObject(name), part));
            }
            case Several several -> {
                schema.put("type", "array");
                schema.put("maxItems", MOST_ENTRIES);
                describe(schema.putObject("items"), several.item());
            }
            case Fact fact -> {
                describe(schema, fact);
                about = (about + unit(fact)).strip();
            }
        }
        if (!about.isEmpty()) {
            schema.put("description", about);
        }
    }

    private static String unit(Fact fact) {
        return switch (fact.type()) {
            case BYTES -> " In bytes.";
            case DATE, TIME -> " In UTC.";
            case TEXT, VERSION, NUMBER, YES_OR_NO, DURATION, CHOICE, DIGESTS -> "";
        };
    }

    private static void describe(ObjectNode schema, Fact fact) {
        switch (fact.type()) {
            case TEXT, VERSION -> {
                schema.put("type", "string");
                schema.put("minLength", 1);
                schema.put("maxLength", LONGEST_TEXT);
            }
            case NUMBER -> schema.put("type", "integer");
            case BYTES -> {
                schema.put("type", "integer");
                schema.put("minimum", 0);
            }
            case YES_OR_NO -> schema.put("type", "boolean");
            case DATE -> text(schema, "date");
            case TIME -> text(schema, "date-time");
            case DURATION -> text(schema, "duration");
            case CHOICE -> {
                var words = schema.put("type", "string").putArray("enum");
                fact.words().forEach(words::add);
            }
            case DIGESTS -> {
                schema.put("type", "object");
                var digest = schema.putObject("additionalProperties");
                digest.put("type", "string");
                digest.put("pattern", "^[0-9a-f]{64}$");
            }
        }
    }

    private static void text(ObjectNode schema, String format) {
        schema.put("type", "string");
        schema.put("format", format);
    }
}

package dev.rollcall.server.policy.file;

import dev.rollcall.common.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/** A YAML file that still knows its lines, so that every mistake can be pointed at. */
sealed interface YamlTree {

    int line();

    /** The same without lines. */
    JsonNode json();

    record Scalar(int line, JsonNode json) implements YamlTree {}

    record Sequence(int line, List<YamlTree> items) implements YamlTree {

        @Override
        public JsonNode json() {
            var array = Json.wire().createArrayNode();
            items.forEach(item -> array.add(item.json()));
            return array;
        }
    }

    /** In the order of the file. */
    record Mapping(int line, Map<String, Entry> entries) implements YamlTree {

        @Override
        public JsonNode json() {
            var object = Json.wire().createObjectNode();
            entries.forEach((key, entry) -> object.set(key, entry.value().json()));
            return object;
        }
    }

    /** A key's line and its value. */
    record Entry(int line, YamlTree value) {}

    /** Reads one document; keys given twice go to the mistakes. */
    static YamlTree read(String text, List<Mistake> mistakes) {
        var constraints = StreamReadConstraints.builder().maxNestingDepth(Json.MAX_DEPTH).build();
        var factory = YAMLFactory.builder().streamReadConstraints(constraints).build();
        var mapper = new YAMLMapper(factory);
        try (var parser = (YAMLParser) mapper.createParser(text)) {
            var nothing = new Scalar(1, NullNode.getInstance());
            if (parser.nextToken() == null) {
                return nothing;
            }
            var tree = value(parser, mistakes);
            if (parser.nextToken() != null) {
                mistakes.add(
                        new Mistake(line(parser), "one document expected, a second begins here"));
            }
            return tree;
        } catch (JacksonException e) {
            var where = e.getLocation();
            mistakes.add(
                    new Mistake(
                            where == null ? 1 : Math.max(1, where.getLineNr()),
                            "not YAML: " + e.getOriginalMessage().lines().findFirst().orElse("")));
            return new Scalar(1, NullNode.getInstance());
        }
    }

    private static YamlTree value(YAMLParser parser, List<Mistake> mistakes) {
        int line = line(parser);
        if (parser.isCurrentAlias()) {
            mistakes.add(new Mistake(line, "aliases are not read here: write it out"));
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, line, mistakes);
            case START_ARRAY -> sequence(parser, line, mistakes);
            case VALUE_STRING -> new Scalar(line, StringNode.valueOf(parser.getString()));
            case VALUE_NUMBER_INT -> new Scalar(line, whole(parser));
            case VALUE_NUMBER_FLOAT ->
                    new Scalar(line, DecimalNode.valueOf(parser.getDecimalValue()));
            case VALUE_TRUE -> new Scalar(line, BooleanNode.TRUE);
            case VALUE_FALSE -> new Scalar(line, BooleanNode.FALSE);
            case VALUE_NULL -> new Scalar(line, NullNode.getInstance());
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT -> {
                mistakes.add(new Mistake(line, "this is not read here"));
                yield new Scalar(line, NullNode.getInstance());
            }
        };
    }

    private static JsonNode whole(YAMLParser parser) {
        return switch (parser.getNumberType()) {
            case INT, LONG -> LongNode.valueOf(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL ->
                    DecimalNode.valueOf(parser.getDecimalValue());
        };
    }

    private static Mapping mapping(YAMLParser parser, int line, List<Mistake> mistakes) {
        var entries = new LinkedHashMap<String, Entry>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            int at = line(parser);
            parser.nextToken();
            var known = entries.get(key);
            if (known != null) {
                mistakes.add(
                        new Mistake(
                                at,
                                "\"" + key + "\" is there twice, first in line " + known.line()));
            }
            entries.put(key, new Entry(at, value(parser, mistakes)));
        }
        return new Mapping(line, entries);
    }

    private static Sequence sequence(YAMLParser parser, int line, List<Mistake> mistakes) {
        var items = new ArrayList<YamlTree>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser, mistakes));
        }
        return new Sequence(line, items);
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}

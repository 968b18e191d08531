package dev.rollcall.server.server;

import dev.rollcall.server.problem.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What stands in a configuration file, by key; a single value is a list of one. */
record ConfigTree(Map<ConfigKey, List<String>> values) {

    /** Every mistake goes to the problems: keys that are not known, given twice or of no use. */
    static ConfigTree read(String yaml, List<String> problems) {
        var values = new EnumMap<ConfigKey, List<String>>(ConfigKey.class);
        try {
            var factory =
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build();
            var root = new YAMLMapper(factory).readTree(yaml);
            if (root.isObject()) {
                collect("", root, values, problems);
            } else if (!root.isNull() && !root.isMissingNode()) {
                problems.add("the file is not a list of keys with their values");
            }
        } catch (JacksonException e) {
            problems.add(
                    "the file is not YAML: line "
                            + e.getLocation().getLineNr()
                            + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        return new ConfigTree(values);
    }

    private static void collect(
            String prefix,
            JsonNode node,
            Map<ConfigKey, List<String>> values,
            List<String> problems) {
        for (var entry : node.properties()) {
            var path = prefix + entry.getKey();
            var key = ConfigKey.of(path);
            var value = entry.getValue();
            if (key.isPresent()) {
                if (!value.isNull()) {
                    put(key.get(), value, values, problems);
                }
            } else if (value.isObject() && isSection(path)) {
                collect(path + ".", value, values, problems);
            } else if (!isSection(path) || !value.isNull()) {
                // a section whose keys are all commented out is no mistake
                problems.add(path + ": there is no such key" + NearestName.hint(path, names()));
            }
        }
    }

    private static void put(
            ConfigKey key,
            JsonNode value,
            Map<ConfigKey, List<String>> values,
            List<String> problems) {
        var texts = new ArrayList<String>();
        if (value.isArray()) {
            value.forEach(item -> texts.add(item.isContainer() ? "" : item.asString()));
        } else if (!value.isContainer()) {
            texts.add(value.asString());
        }
        if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            problems.add(key.path() + ": a value is expected");
        } else {
            values.put(key, List.copyOf(texts));
        }
    }

    private static boolean isSection(String path) {
        return Arrays.stream(ConfigKey.values()).anyMatch(key -> key.path().startsWith(path + "."));
    }

    private static List<String> names() {
        var names = new ArrayList<String>();
        for (var key : ConfigKey.values()) {
            names.add(key.path());
            int dot = key.path().indexOf('.');
            if (dot > 0 && !names.contains(key.path().substring(0, dot))) {
                names.add(key.path().substring(0, dot));
            }
        }
        return names;
    }
}

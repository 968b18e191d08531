package dev.rollcall.server.policy.file;

import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.server.problem.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the settings of a policy file. */
final class SettingReader {

    private enum Form {
        TEXT("a text expected; put it in quotes"),
        FLAG("true or false expected"),
        LIST("a list expected");

        private final String sentence;

        Form(String sentence) {
            this.sentence = sentence;
        }

        boolean fits(JsonNode value) {
            return switch (this) {
                case TEXT -> value.isString();
                case FLAG -> value.isBoolean();
                case LIST -> value.isArray();
            };
        }
    }

    private static final Map<String, Form> FILE =
            Map.of("path", Form.TEXT, "content", Form.TEXT, "mode", Form.TEXT, "absent", Form.FLAG);
    private static final Map<String, Form> SERVICE =
            Map.of("name", Form.TEXT, "running", Form.FLAG, "enabled", Form.FLAG);
    private static final Map<String, Form> NETWORK =
            Map.of(
                    "name", Form.TEXT,
                    "subnets", Form.LIST,
                    "gateways", Form.LIST,
                    "domains", Form.LIST);

    private final List<Mistake> mistakes;
    private final List<Setting> settings = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    SettingReader(List<Mistake> mistakes) {
        this.mistakes = mistakes;
    }

    List<Setting> read(YamlTree.Mapping kinds) {
        each(kinds, "file", FILE, "path", this::file);
        chromium(kinds);
        each(kinds, "service", SERVICE, "name", item -> Optional.of(object("service", item)));
        inventory(kinds);
        networks(kinds);
        return settings;
    }

    static List<Mistake> unknownKeys(YamlTree.Mapping mapping, Set<String> known, String where) {
        return mapping.entries().entrySet().stream()
                .filter(entry -> !known.contains(entry.getKey()))
                .map(entry ->
                        new Mistake(
                                entry.getValue().line(),
                                where
                                        + "there is no \""
                                        + entry.getKey()
                                        + "\""
                                        + NearestName.to(entry.getKey(), known)
                                                .map(key -> "; did you mean \"" + key + "\"?")
                                                .orElse("")))
                .toList();
    }

    @FunctionalInterface
    private interface ItemReader {
        Optional<ObjectNode> read(YamlTree.Mapping item);
    }

    private void each(
            YamlTree.Mapping kinds,
            String kind,
            Map<String, Form> fields,
            String required,
            ItemReader reader) {
        var entry = kinds.entries().get(kind);
        if (entry == null) {
            return;
        }
        if (!(entry.value() instanceof YamlTree.Sequence list)) {
            mistakes.add(new Mistake(entry.line(), kind + ": a list expected"));
            return;
        }
        for (var item : list.items()) {
            if (!(item instanceof YamlTree.Mapping mapping)) {
                mistakes.add(new Mistake(item.line(), kind + ": \"" + required + ": …\" expected"));
            } else if (formed(mapping, kind, fields, required)) {
                reader.read(mapping).ifPresent(tree -> add(mapping.line(), kind, tree));
            }
        }
    }

    private boolean formed(
            YamlTree.Mapping item, String kind, Map<String, Form> fields, String required) {
        int before = mistakes.size();
        mistakes.addAll(unknownKeys(item, fields.keySet(), kind + ": "));
        item.entries()
                .forEach((key, entry) -> {
                    var form = fields.get(key);
                    if (form != null && !form.fits(entry.value().json())) {
                        mistakes.add(new Mistake(entry.line(), key + ": " + form.sentence));
                    }
                });
        if (!item.entries().containsKey(required)) {
            mistakes.add(new Mistake(item.line(), kind + ": \"" + required + "\" is missing"));
        }
        return mistakes.size() == before;
    }

    /** A file without content must not exist, which is said aloud: {@code absent: true}. */
    private Optional<ObjectNode> file(YamlTree.Mapping item) {
        var tree = object("file", item);
        var absent = tree.path("absent").asBoolean(false);
        tree.remove("absent");
        if (absent == tree.has("content") || (absent && tree.has("mode"))) {
            mistakes.add(
                    new Mistake(
                            item.line(), "file: either \"content\" or \"absent: true\" expected"));
            return Optional.empty();
        }
        return Optional.of(tree);
    }

    private void chromium(YamlTree.Mapping kinds) {
        var entry = kinds.entries().get("chromium");
        if (entry == null) {
            return;
        }
        if (!(entry.value() instanceof YamlTree.Mapping policies)) {
            mistakes.add(new Mistake(entry.line(), "chromium: \"PolicyName: value\" expected"));
            return;
        }
        policies.entries()
                .forEach((name, value) -> {
                    var tree =
                            Json.wire()
                                    .createObjectNode()
                                    .put("type", "chromium")
                                    .put("name", name);
                    tree.set("value", value.value().json());
                    add(value.line(), "chromium", tree);
                });
    }

    private void inventory(YamlTree.Mapping kinds) {
        var entry = kinds.entries().get("inventory");
        if (entry == null) {
            return;
        }
        if (!(entry.value() instanceof YamlTree.Mapping mapping)
                || !mapping.entries().containsKey("off")) {
            mistakes.add(new Mistake(entry.line(), "inventory: \"off: [SECTION, …]\" expected"));
            return;
        }
        var unknown = unknownKeys(mapping, Set.of("off"), "inventory: ");
        mistakes.addAll(unknown);
        var off = mapping.entries().get("off");
        if (!(off.value() instanceof YamlTree.Sequence sections)) {
            mistakes.add(new Mistake(off.line(), "off: a list of sections expected"));
            return;
        }
        if (SectionsToSwitch.check(sections, mistakes) && unknown.isEmpty()) {
            add(entry.line(), "inventory", object("inventory", mapping));
        }
    }

    private void networks(YamlTree.Mapping kinds) {
        var entry = kinds.entries().get("network");
        if (entry != null && NetworksToPublish.few(entry, mistakes)) {
            var bad = NetworksToPublish.bad(entry, mistakes);
            each(
                    kinds,
                    "network",
                    NETWORK,
                    "name",
                    item ->
                            bad.contains(item)
                                    ? Optional.empty()
                                    : Optional.of(object("network", item)));
        }
    }

    private void add(int line, String kind, ObjectNode tree) {
        try {
            var setting = Json.strict().treeToValue(tree, Setting.class);
            CanonicalJson.bytes(setting);
            var first = lines.putIfAbsent(setting.key(), line);
            if (first != null) {
                mistakes.add(
                        new Mistake(
                                line, setting.key() + " is there twice, first in line " + first));
            }
            settings.add(setting);
        } catch (JacksonException e) {
            var why = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
            mistakes.add(new Mistake(line, kind + ": " + firstLine(why)));
        } catch (IllegalArgumentException e) {
            mistakes.add(new Mistake(line, kind + ": " + firstLine(e)));
        }
    }

    private static String firstLine(Exception e) {
        return Objects.requireNonNullElse(e.getMessage(), "not acceptable")
                .lines()
                .findFirst()
                .orElse("not acceptable");
    }

    private static ObjectNode object(String kind, YamlTree.Mapping item) {
        var tree = Json.wire().createObjectNode().put("type", kind);
        item.entries().forEach((key, entry) -> tree.set(key, entry.value().json()));
        return tree;
    }
}

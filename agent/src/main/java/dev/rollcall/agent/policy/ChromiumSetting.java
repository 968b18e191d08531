package dev.rollcall.agent.policy;

import dev.rollcall.agent.platform.RootedFiles;
import dev.rollcall.agent.platform.RootedFiles.Other;
import dev.rollcall.agent.platform.RootedFiles.Regular;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.policy.Setting.Chromium;
import dev.rollcall.common.policy.Setting.FileContent;
import dev.rollcall.common.policy.SettingState;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * All Chromium policies together: one file in the folder of mandatory policies, and the same for
 * Google Chrome where it has its folder.
 */
final class ChromiumSetting {

    static final String CHROMIUM = "/etc/chromium/policies/managed/rollcall.json";
    static final String CHROME = "/etc/opt/chrome/policies/managed/rollcall.json";

    private static final String CHROME_FOLDER = "/etc/opt/chrome";
    private static final int MAX_READ = 4 * 1024 * 1024;

    private final RootedFiles files;
    private final FileSetting file;

    ChromiumSetting(RootedFiles files, FileSetting file) {
        this.files = files;
        this.file = file;
    }

    /** Where the policies are written on this device. */
    List<String> paths() throws IOException {
        return files.look(CHROME_FOLDER) instanceof Other
                ? List.of(CHROMIUM, CHROME)
                : List.of(CHROMIUM);
    }

    /** By key, a finding per policy. */
    Map<String, Finding> enforce(List<Chromium> policies) throws IOException {
        var content = content(policies);
        var findings = new HashMap<String, Finding>();
        for (var path : paths()) {
            var before = read(path);
            var whole = file.enforce(new FileContent(path, Optional.of(content), Optional.empty()));
            var others = policies.stream().allMatch(p -> holds(p, before));
            for (var policy : policies) {
                var finding = others ? whole : finding(policy, before, whole);
                findings.merge(policy.key(), finding, Finding::or);
            }
        }
        return findings;
    }

    /** Sorted by name at every depth, so that the same policies always give the same bytes. */
    static String content(List<Chromium> policies) {
        var sorted = new TreeMap<String, JsonNode>();
        policies.forEach(policy -> sorted.put(policy.name(), sorted(policy.value())));
        var printed = Json.wire().writerWithDefaultPrettyPrinter().writeValueAsString(sorted);
        return printed.replace("\r\n", "\n") + "\n";
    }

    private static Finding finding(Chromium policy, Optional<JsonNode> before, Finding whole) {
        if (whole.state() != SettingState.REPAIRED) {
            return whole;
        }
        if (holds(policy, before)) {
            return Finding.COMPLIANT;
        }
        var there = before.filter(tree -> tree.has(policy.name())).isPresent();
        return Finding.repaired(there ? "its value differed" : "it was missing");
    }

    private static boolean holds(Chromium policy, Optional<JsonNode> before) {
        return before.map(tree -> tree.get(policy.name()))
                .filter(value -> sorted(value).equals(sorted(policy.value())))
                .isPresent();
    }

    private Optional<JsonNode> read(String path) throws IOException {
        if (!(files.look(path) instanceof Regular(var size, var access)) || size > MAX_READ) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.strict().readTree(files.read(path, MAX_READ)));
        } catch (JacksonException e) {
            return Optional.empty(); // not JSON: every policy differs
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            var fields = new TreeMap<String, JsonNode>();
            node.properties().forEach(e -> fields.put(e.getKey(), sorted(e.getValue())));
            var object = Json.wire().createObjectNode();
            fields.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            var array = Json.wire().createArrayNode();
            node.forEach(item -> array.add(sorted(item)));
            return array;
        }
        return node;
    }
}

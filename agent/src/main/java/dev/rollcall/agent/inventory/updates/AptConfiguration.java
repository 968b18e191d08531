package dev.rollcall.agent.inventory.updates;

import dev.rollcall.agent.platform.DeviceFiles;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What apt is told by its configuration files, as apt.conf(5) has it: of two values the last. */
final class AptConfiguration {

    private static final String PARTS = "/etc/apt/apt.conf.d";
    private static final Pattern READ_BY_APT = Pattern.compile("[A-Za-z0-9_-]+(\\.conf)?");
    private static final int MAX_FILE = 256 * 1024;
    private static final int MAX_FILES = 500;
    private static final int MAX_DEPTH = 20;

    /** A comment, a text in quotes, a brace or semicolon, or a word. */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?s)//[^\\n]*|#[^\\n]*|/\\*.*?(?:\\*/|\\z)|\"([^\"]*)\"|([{};])|([^\\s{};\"#]+)");

    private final Map<String, String> values = new HashMap<>();

    private AptConfiguration() {}

    static AptConfiguration read(DeviceFiles files) throws IOException {
        var configuration = new AptConfiguration();
        var parts =
                files.names(PARTS).stream()
                        .filter(name -> READ_BY_APT.matcher(name).matches())
                        .limit(MAX_FILES)
                        .map(name -> PARTS + "/" + name)
                        .toList();
        for (var path : parts) {
            configuration.add(files.head(path, MAX_FILE).orElse(""));
        }
        configuration.add(files.head("/etc/apt/apt.conf", MAX_FILE).orElse(""));
        return configuration;
    }

    /** A single value, by its whole name with :: between the parts, in any case. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
    }

    private void add(String text) {
        var scopes = new ArrayDeque<String>();
        var words = new ArrayList<String>();
        var tokens = TOKEN.matcher(text);
        while (tokens.find()) {
            if (tokens.group(1) != null) {
                words.add(tokens.group(1));
            } else if (tokens.group(3) != null) {
                words.add(tokens.group(3));
            } else if (tokens.group(2) != null) {
                statement(tokens.group(2), scopes, words);
                words.clear();
                if (scopes.size() > MAX_DEPTH) {
                    return; // nobody writes this
                }
            }
        }
    }

    private void statement(String end, ArrayDeque<String> scopes, List<String> words) {
        switch (end) {
            case "{" ->
                    scopes.addLast(
                            scopes.isEmpty()
                                    ? first(words)
                                    : scopes.peekLast() + "::" + first(words));
            case "}" -> scopes.pollLast();
            default -> {
                if (words.size() == 2) {
                    var scope = scopes.isEmpty() ? "" : scopes.peekLast() + "::";
                    values.put((scope + first(words)).toLowerCase(Locale.ROOT), words.get(1));
                }
            }
        }
    }

    private static String first(List<String> words) {
        return words.isEmpty() ? "" : words.getFirst();
    }
}

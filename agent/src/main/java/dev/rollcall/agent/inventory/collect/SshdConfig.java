package dev.rollcall.agent.inventory.collect;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The configuration of an SSH server, by sshd_config(5): the first value of a keyword counts. */
public final class SshdConfig {

    private static final int DEFAULT_PORT = 22;
    private static final int MAX_DEPTH = 4;

    private final Includes includes;
    private final Map<String, String> first = new HashMap<>();
    private final Set<Integer> ports = new TreeSet<>();

    private SshdConfig(Includes includes) {
        this.includes = includes;
    }

    /** Where the files are that a configuration includes. */
    @FunctionalInterface
    public interface Includes {

        /**
         * The texts of the files that a pattern names, in order.
         *
         * @return empty if one of them, or their folder, may not be read
         */
        Optional<List<String>> of(String pattern) throws IOException;
    }

    /** Empty if something that it includes cannot be read: that may come before anything else. */
    public static Optional<SshdConfig> parse(String text, Includes includes) throws IOException {
        var config = new SshdConfig(includes);
        if (!config.read(text, MAX_DEPTH)) {
            return Optional.empty();
        }
        if (config.ports.isEmpty()) {
            config.ports.add(DEFAULT_PORT);
        }
        return Optional.of(config);
    }

    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /**
     * The value of a keyword in lower case, for everybody; empty where it is left to the default.
     */
    public Optional<String> value(String keyword) {
        return Optional.ofNullable(first.get(keyword));
    }

    /** Up to the first Match block, after which nothing holds for everybody. */
    private boolean read(String text, int depth) throws IOException {
        for (var raw : text.lines().toList()) {
            var words = raw.strip().replaceFirst("\\s*=\\s*|\\s+", " ").split(" ", 2);
            if (words.length < 2 || words[0].startsWith("#")) {
                continue;
            }
            var keyword = words[0].toLowerCase(Locale.ROOT);
            var value = words[1].strip().replace("\"", "");
            switch (keyword) {
                case "match" -> {
                    return true;
                }
                case "include" -> {
                    if (depth > 0 && !readAll(value, depth - 1)) {
                        return false;
                    }
                }
                case "port" -> port(value);
                default -> first.putIfAbsent(keyword, value);
            }
        }
        return true;
    }

    private boolean readAll(String patterns, int depth) throws IOException {
        for (var pattern : patterns.split("\\s+", -1)) {
            var texts = includes.of(pattern);
            if (texts.isEmpty()) {
                return false;
            }
            for (var text : texts.get()) {
                if (!read(text, depth)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void port(String value) {
        if (value.matches("\\d{1,5}")) {
            int port = Integer.parseInt(value);
            if (port > 0 && port < 65_536) {
                ports.add(port);
            }
        }
    }
}

package dev.rollcall.server.server;

import java.util.List;

/** The configuration cannot be used; lists everything that is wrong with it. */
public final class ConfigException extends RuntimeException {

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super("the configuration cannot be used:\n  " + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each. */
    public List<String> problems() {
        return problems;
    }
}

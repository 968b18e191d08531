package dev.rollcall.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;

/** Which build this is. @param built no device lives before it: the first floor of time */
record Build(String version, Instant built) {

    static Build current() {
        var properties = new Properties();
        try (var in = Build.class.getResourceAsStream("build.properties")) {
            properties.load(Objects.requireNonNull(in, "build.properties"));
        } catch (IOException e) {
            throw new UncheckedIOException("could not read build.properties", e);
        }
        return new Build(
                properties.getProperty("version"), Instant.parse(properties.getProperty("built")));
    }
}

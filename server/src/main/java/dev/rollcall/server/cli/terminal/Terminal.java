package dev.rollcall.server.cli.terminal;

import dev.rollcall.common.pki.Secret;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * The world around a command.
 *
 * @param out results
 * @param err errors and progress
 * @param interactive whether a person sits there and can be asked
 * @param environment variables
 * @param zone that times are shown in
 */
public record Terminal(
        PrintStream out,
        PrintStream err,
        InputStream in,
        boolean interactive,
        Map<String, String> environment,
        ZoneId zone,
        InstantSource clock) {

    @SuppressWarnings("SystemConsoleNull") // JDK 25 went back to none where there is no terminal
    public static Terminal system(InstantSource clock) {
        var console = System.console();
        return new Terminal(
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                System.in,
                console != null && console.isTerminal(),
                Map.copyOf(System.getenv()),
                ZoneId.systemDefault(),
                clock);
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The person's own folder, as the shell sees it. */
    public Path home() {
        return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home")));
    }

    public void print(String line) {
        out.println(line);
    }

    public void print(Table table) {
        table.lines().forEach(out::println);
    }

    /** A remark that is not the result. */
    public void remark(String line) {
        err.println(line);
    }

    /** Asks for a line; empty when nobody answers. */
    Optional<String> ask(String question) {
        err.print(question + " ");
        err.flush();
        try {
            var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return Optional.ofNullable(reader.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException("read the answer", e);
        }
    }

    public boolean confirm(String question) {
        return ask(question + " [y/N]").filter(a -> a.strip().equalsIgnoreCase("y")).isPresent();
    }

    /** Asks for a secret without showing it. */
    @SuppressWarnings("SystemConsoleNull") // as above
    public Optional<Secret> askSecret(String question) {
        var console = System.console();
        if (interactive && console != null) {
            var typed = console.readPassword("%s ", question);
            return Optional.ofNullable(typed).map(String::new).map(Secret::ofText);
        }
        return Optional.empty();
    }
}

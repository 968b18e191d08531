package dev.rollcall.server.cli;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** {@code rollcall serve} on a thread of its own. */
record ServeRun(Thread thread, CompletableFuture<Integer> exit, JsonNode said)
        implements AutoCloseable {

    /** Waits until both ports are open. */
    static ServeRun start(Path home, Path config, Path passphrase) throws IOException {
        return start(home, config, passphrase, List.of("--dev"));
    }

    static ServeRun start(Path home, Path config, Path passphrase, List<String> more)
            throws IOException {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "serve",
                                "--config",
                                config.toString(),
                                "--passphrase-file",
                                passphrase.toString(),
                                "--json"));
        arguments.addAll(more);
        var printed = new PipedInputStream();
        var terminal = terminal(home, new PipedOutputStream(printed));
        var exit = new CompletableFuture<Integer>();
        var thread =
                Thread.ofPlatform()
                        .start(() ->
                                exit.complete(
                                        Commands.line(terminal)
                                                .execute(arguments.toArray(String[]::new))));
        var line =
                new BufferedReader(new InputStreamReader(printed, StandardCharsets.UTF_8))
                        .readLine();
        return new ServeRun(thread, exit, Json.strict().readTree(line));
    }

    private static Terminal terminal(Path home, PipedOutputStream out) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                Map.of("HOME", home.toString()),
                ZoneOffset.UTC,
                InstantSource.system());
    }

    int httpsPort() {
        return said.path("httpsPort").intValue();
    }

    int gatewayPort() {
        return said.path("gatewayPort").intValue();
    }

    /** Its exit code. */
    int stop() {
        thread.interrupt();
        return exit.join();
    }

    @Override
    public void close() {
        stop();
    }
}

package dev.rollcall.server.tpm;

import dev.rollcall.common.json.Json;
import dev.rollcall.server.testing.SoftTpm;
import dev.rollcall.server.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A machine's agent as a program, with the TPM that its environment names. */
final class TpmDevice {

    private final Path state;
    private final Map<String, String> environment;

    TpmDevice(Path state, Map<String, String> environment) {
        this.state = state;
        this.environment = environment;
    }

    /** The same disk in a machine with another TPM. */
    TpmDevice beside(SoftTpm tpm) {
        return new TpmDevice(state, tpm.environment());
    }

    /** What a command printed, and how it ended. */
    record Said(int exit, String text) {}

    Path state() {
        return state;
    }

    Said enroll(TestServer server, String... more) throws Exception {
        var made = server.send("POST", "/api/v1/districts/lincoln/tokens", "lin", "{}").json();
        var token = Files.createTempFile("token", "");
        Files.writeString(token, made.path("secret").stringValue());
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--server",
                                "https://localhost:" + server.httpsPort(),
                                "--ca-fingerprint",
                                made.path("caFingerprint").stringValue(),
                                "--token-file",
                                token.toString()));
        arguments.addAll(List.of(more));
        return say("enroll", arguments.toArray(String[]::new));
    }

    /** Runs a command to its end. */
    Said say(String command, String... more) throws Exception {
        var process = start(command, more).redirectErrorStream(true).start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /** The service. */
    Process run() throws IOException {
        return start("run", "--root", state.resolveSibling("root").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    private Path logFile() {
        return state.resolveSibling(state.getFileName() + ".log");
    }

    /** What the service logged until now. */
    String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }

    /** Of the status file that the service writes. */
    boolean stands(String situation) throws IOException {
        var file = state.resolve("status.json");
        return Files.exists(file) && Files.readString(file).contains('"' + situation + '"');
    }

    JsonNode file(String name) throws IOException {
        return Json.wire().readTree(Files.readAllBytes(state.resolve(name)));
    }

    private ProcessBuilder start(String command, String... more) {
        var line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                dev.rollcall.agent.Main.class.getName(),
                                command,
                                "--state",
                                state.toString()));
        line.addAll(List.of(more));
        var builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        return builder;
    }
}

package dev.rollcall.server.killing;

import dev.rollcall.common.fault.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Java program in a process of its own, its log kept for each of its lives. */
final class ChildJava implements AutoCloseable {

    /**
     * What is started again and again.
     *
     * @param options of the Java runtime
     */
    record Program(
            String name,
            Path logs,
            String heap,
            Map<String, String> environment,
            List<String> options,
            Class<?> main) {

        Program with(List<String> more) {
            var both = Stream.concat(options.stream(), more.stream()).toList();
            return new Program(name, logs, heap, environment, both, main);
        }
    }

    private final Process process;
    private final Path log;

    private ChildJava(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ChildJava start(Program program, Optional<String> killAt, List<String> arguments)
            throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xshare:auto",
                                "-Xmx" + program.heap(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path")));
        command.addAll(program.options());
        killAt.ifPresent(point -> command.add("-D" + KillPoint.PROPERTY + "=" + point));
        command.add(program.main().getName());
        command.addAll(arguments);
        Files.createDirectories(program.logs());
        var log = Files.createTempFile(program.logs(), program.name() + "-", ".log");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().putAll(program.environment());
        return new ChildJava(builder.start(), log);
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean printed(String text) {
        return log().contains(text);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Its exit status; one that does not end in time is an error. */
    int ended(Duration most) throws InterruptedException {
        if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("still alive, its log is " + log);
        }
        return process.exitValue();
    }

    /** Lets it live for a while. @return whether it is still alive */
    boolean lives(Duration time) throws InterruptedException {
        return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** As whoever stops a service does. */
    void terminate() {
        process.destroy();
    }

    /** As a power cut would; scripts that it started are orphans then. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}

package dev.rollcall.agent.platform;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs started for real, with nothing inherited from our own environment. */
final class SystemPrograms implements Programs {

    private static final int MAX_ERRORS = 8 * 1024;
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final Surroundings surroundings;

    SystemPrograms(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Optional<ProgramResult> run(List<String> command, Duration timeout, int maxOutput)
            throws IOException, InterruptedException {
        var program = find(command.getFirst());
        if (program.isEmpty()) {
            return Optional.empty();
        }
        var line = new ArrayList<>(command);
        line.set(0, program.get().toString());
        var builder = new ProcessBuilder(line).directory(new File(surroundings.folder()));
        builder.environment().clear();
        builder.environment().putAll(surroundings.environment());
        builder.redirectInput(ProcessBuilder.Redirect.from(new File(surroundings.nothing())));
        var process = builder.start();
        try {
            return Optional.of(finish(process, timeout, maxOutput));
        } finally {
            killTree(process);
        }
    }

    private static ProgramResult finish(Process process, Duration timeout, int maxOutput)
            throws InterruptedException {
        var output = new Reader(process.getInputStream(), maxOutput);
        var errors = new Reader(process.getErrorStream(), MAX_ERRORS);
        var outputThread = Thread.ofVirtual().name("program-output").start(output);
        var errorThread = Thread.ofVirtual().name("program-errors").start(errors);
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            killTree(process);
        }
        // A grandchild that left the tree may hold the pipe open for ever: what came so far counts.
        outputThread.join(DRAIN);
        errorThread.join(DRAIN);
        return new ProgramResult(
                ended ? process.exitValue() : -1,
                output.text(),
                errors.text(),
                !ended,
                output.cut());
    }

    private static void killTree(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private Optional<Path> find(String program) {
        if (program.startsWith("/")) {
            return Optional.of(Path.of(program)).filter(Files::isExecutable);
        }
        return surroundings.search().stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Keeps the head of a stream and drains the rest, so that the program never blocks on us. */
    private static final class Reader implements Runnable {

        private final InputStream stream;
        private final int limit;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean cut;

        Reader(InputStream stream, int limit) {
            this.stream = stream;
            this.limit = limit;
        }

        @Override
        public void run() {
            var buffer = new byte[8192];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    keep(buffer, n);
                }
            } catch (IOException | UncheckedIOException e) {
                // the program was killed and its pipe with it; what came before is kept
            }
        }

        private synchronized void keep(byte[] buffer, int n) {
            int room = Math.min(n, limit - kept.size());
            kept.write(buffer, 0, room);
            cut |= room < n;
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        synchronized boolean cut() {
            return cut;
        }
    }
}

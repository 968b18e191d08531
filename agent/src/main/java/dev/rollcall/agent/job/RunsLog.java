package dev.rollcall.agent.job;

import dev.rollcall.common.job.Action;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What ran on this device, in plain lines for its holder: time, action, job, script, outcome. Safe
 * for use by many threads.
 */
final class RunsLog {

    private static final long MAX_SIZE = 1024 * 1024;

    private final Path file;

    RunsLog(Path file) {
        this.file = file;
    }

    synchronized void add(Instant at, JournalEntry.Accepted run, Action action, RunOutcome outcome)
            throws IOException {
        long size;
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            var bytes = line(at, run, action, outcome).getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(bytes));
            size = channel.position();
        }
        if (size > MAX_SIZE) {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static String line(Instant at, JournalEntry.Accepted run, Action action, RunOutcome outcome) {
        var exit = outcome.exitCode().map(code -> " exit " + code).orElse("");
        return "%s  %s  job %s  run %s  %s%s%n"
                .formatted(
                        at.truncatedTo(ChronoUnit.SECONDS),
                        what(action),
                        run.job(),
                        run.run(),
                        outcome.outcome().name().toLowerCase(Locale.ROOT),
                        exit);
    }

    private static String what(Action action) {
        return switch (action) {
            case Action.RunScript script ->
                    script.interpreter() + " script " + Digest.of(script.script());
            case Action.RestartService(var service) -> "restart-service " + service;
            case Action.CollectInventory ignored -> "collect-inventory";
            case Action.Unsupported(var what) -> what;
        };
    }
}

package dev.rollcall.agent.platform;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * A process in a session of its own that is ended together with everything it started.
 *
 * <p>Three traces lead to what it started: the session, the line of descent, and a marked
 * environment variable, which also finds daemons that left the other two.
 */
public final class ScriptProcess {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final Path PROC = Path.of("/proc");
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int MAX_SWEEPS = 50;

    private ScriptProcess() {}

    /** How it ended. @param exitCode absent when it was ended because its time was up */
    public record Ended(Optional<Integer> exitCode) {}

    /**
     * A variable that marks a process and its children, such as {@code ROLLCALL_RUN=...}.
     *
     * @param value not found in the environment of anything else
     */
    public record Mark(String name, String value) {}

    /**
     * Runs a command and gives both its output streams to {@code output}. A process that it leaves
     * in the background lives on, unless the time is up or this thread is interrupted: then all of
     * them are killed.
     *
     * @param environment all of it, beside the mark: nothing is inherited
     */
    public static Ended run(
            List<String> command,
            Map<String, String> environment,
            Mark mark,
            OutputStream output,
            Duration timeout)
            throws IOException, InterruptedException {
        var process = start(command, environment, mark);
        var reader = Thread.ofVirtual().start(() -> copy(process, output));
        var ended = false;
        try {
            ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                killAll(process, mark);
            }
        }
        // whoever inherited the output may hold it open for ever
        reader.join(LAST_WORDS);
        return new Ended(ended ? Optional.of(process.exitValue()) : Optional.empty());
    }

    /** Kills what an earlier life of the agent left running under this mark. */
    public static void killMarked(Mark mark) {
        sweep(pid -> marked(pid, mark));
    }

    private static Process start(List<String> command, Map<String, String> environment, Mark mark)
            throws IOException {
        var full = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            full.add(SETSID.toString());
        }
        full.addAll(command);
        var builder = new ProcessBuilder(full).directory(new File("/")).redirectErrorStream(true);
        builder.redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put(mark.name(), mark.value());
        return builder.start();
    }

    private static void copy(Process process, OutputStream output) {
        try (var in = process.getInputStream()) {
            in.transferTo(output);
        } catch (IOException e) {
            // the stream is closed under the reader when the process is killed: what came, came
        }
    }

    private static void killAll(Process process, Mark mark) {
        var descendants = process.descendants().toList();
        long session = process.pid();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        sweep(pid -> sessionOf(pid) == session || marked(pid, mark));
    }

    /** Until none is left: a process may fork while its siblings are being killed. */
    private static void sweep(LongPredicate ours) {
        for (int i = 0; i < MAX_SWEEPS; i++) {
            var found = living().filter(p -> ours.test(p.pid())).toList();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static Stream<ProcessHandle> living() {
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses().filter(p -> p.pid() != self && p.isAlive());
    }

    private static long sessionOf(long pid) {
        var stat = text(pid, "stat");
        // the name in parentheses may itself hold spaces and parentheses
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > 3 && !fields[0].equals("Z") ? Long.parseLong(fields[3]) : -1;
    }

    private static boolean marked(long pid, Mark mark) {
        return ("\0" + text(pid, "environ"))
                .contains("\0" + mark.name() + "=" + mark.value() + "\0");
    }

    private static String text(long pid, String file) {
        try {
            return new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file)),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException e) {
            return ""; // it ended in between, or it is not ours to read
        }
    }
}

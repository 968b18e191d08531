package dev.rollcall.agent.platform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The services of this machine, through systemctl. Safe for use by many threads.
 *
 * <p>Below a {@code --root} there are only files: no service is looked at or touched.
 */
public final class ServiceControl {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C.UTF-8");

    private final Path program;
    private final Optional<Absence> absence;

    ServiceControl(Path program, Optional<Absence> absence) {
        this.program = program;
        this.absence = absence;
    }

    /** For the machine itself, or for a tree of files below another root. */
    public static ServiceControl below(Path root) {
        return new ServiceControl(Path.of("/usr/bin/systemctl"), absence(root));
    }

    /** Why there are no services to control. @param planted a tree of files was asked for */
    public record Absence(boolean planted, String reason) {}

    /** What is to become of a service. */
    public enum Verb {
        RESTART,
        START,
        STOP,
        ENABLE,
        DISABLE
    }

    /**
     * What systemd says of a unit.
     *
     * @param load as it says: loaded, not-found, masked ...
     * @param active as it says: active, inactive, failed, activating ...
     * @param file whether it starts at boot, as it says: enabled, disabled, static ...; may be
     *     empty
     */
    public record Unit(String load, String active, String file) {

        public boolean found() {
            return !load.equals("not-found") && !load.isEmpty();
        }

        public boolean running() {
            return active.equals("active") || active.equals("reloading");
        }

        public boolean enabled() {
            return file.equals("enabled") || file.equals("enabled-runtime");
        }

        /** What {@code systemctl show} printed; what it left out is empty. */
        public static Unit parse(String shown) {
            var values = new HashMap<String, String>();
            shown.lines()
                    .filter(line -> line.contains("="))
                    .forEach(line -> {
                        int at = line.indexOf('=');
                        values.put(line.substring(0, at), line.substring(at + 1).strip());
                    });
            return new Unit(
                    values.getOrDefault("LoadState", ""),
                    values.getOrDefault("ActiveState", ""),
                    values.getOrDefault("UnitFileState", ""));
        }
    }

    /** Why there are no services here; empty where there are. */
    public Optional<Absence> absence() {
        return absence;
    }

    /** How a unit is. An {@link IOException} says in one line why it could not be learned. */
    public Unit show(String unit) throws IOException, InterruptedException {
        return Unit.parse(
                systemctl(
                        List.of(
                                "show",
                                "--property=LoadState,ActiveState,UnitFileState",
                                "--",
                                unit)));
    }

    /** Changes a unit and waits. An {@link IOException} says in one line why that failed. */
    public void change(Verb verb, String unit) throws IOException, InterruptedException {
        var word =
                switch (verb) {
                    case RESTART -> "restart";
                    case START -> "start";
                    case STOP -> "stop";
                    case ENABLE -> "enable";
                    case DISABLE -> "disable";
                };
        systemctl(List.of(word, "--", unit));
    }

    private String systemctl(List<String> arguments) throws IOException, InterruptedException {
        if (absence.isPresent()) {
            throw new IOException(absence.get().reason());
        }
        var command =
                new ArrayList<>(List.of(program.toString(), "--no-pager", "--no-ask-password"));
        command.addAll(arguments);
        var output = new FirstBytes();
        var mark = new ScriptProcess.Mark("ROLLCALL_SERVICE", arguments.getLast());
        var ended = ScriptProcess.run(command, ENVIRONMENT, mark, output, PATIENCE);
        var exit =
                ended.exitCode()
                        .orElseThrow(
                                () -> new IOException("systemctl did not answer in " + PATIENCE));
        if (exit != 0) {
            throw new IOException(output.firstLine().orElse("systemctl ended with " + exit));
        }
        return output.text();
    }

    private static Optional<Absence> absence(Path root) {
        if (!root.toAbsolutePath().normalize().equals(Path.of("/"))) {
            return Optional.of(
                    new Absence(true, "below --root there are files only, and no services"));
        }
        // the test that sd_booted(3) documents
        return Files.isDirectory(Path.of("/run/systemd/system"))
                ? Optional.empty()
                : Optional.of(new Absence(false, "this device does not run systemd"));
    }

    /** The first 16 KiB: systemctl is brief, and a stand-in for it need not be trusted. */
    private static final class FirstBytes extends OutputStream {

        private static final int MOST = 16 * 1024;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            kept.write(bytes, offset, Math.min(length, MOST - kept.size()));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        Optional<String> firstLine() {
            return text().lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst();
        }
    }
}

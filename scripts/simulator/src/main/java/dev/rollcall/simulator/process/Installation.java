package dev.rollcall.simulator.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Rollcall server on free loopback ports, with everything it keeps in one folder, and the command
 * line of a technician who is signed in to it.
 */
public final class Installation implements AutoCloseable {

    private static final Pattern FINGERPRINT =
            Pattern.compile("[0-9a-fA-F]{2}(:?[0-9a-fA-F]{2}){31}");
    private static final String ADMIN = "admin";

    /** What {@code rollcall serve} prints. */
    private static final String READY = "ready; stop with";

    private static final String IN_USE = "Address already in use";
    private static final int ATTEMPTS = 5;

    private final Path root;
    private final Path folder;
    private final Ports ports;
    private final CommandLine rollcall;
    private final String fingerprint;
    private final String password;
    private Program server;

    private Installation(
            Path root,
            Path folder,
            Ports ports,
            CommandLine rollcall,
            String fingerprint,
            String password,
            Program server) {
        this.root = root;
        this.folder = folder;
        this.ports = ports;
        this.rollcall = rollcall;
        this.fingerprint = fingerprint;
        this.password = password;
        this.server = server;
    }

    /**
     * Makes keys and a database in an empty folder, starts the server and signs in.
     *
     * @param root the project's, where the scripts are
     * @param district slug of the first district
     */
    public static Installation begin(Path root, Path folder, String district, String districtName) {
        var ports = Ports.free();
        var password = "demo-" + Long.toString(System.nanoTime(), 36);
        try {
            Files.createDirectories(folder);
            write(folder.resolve("passphrase"), "demo passphrase\n");
            write(folder.resolve("password"), password + "\n");
            configure(folder, ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var environment =
                Map.of(
                        "HOME", folder.toAbsolutePath().toString(),
                        "XDG_CONFIG_HOME", folder.resolve("config").toAbsolutePath().toString(),
                        "ROLLCALL_PASSPHRASE_FILE",
                                folder.resolve("passphrase").toAbsolutePath().toString());
        var rollcall =
                new CommandLine(List.of(root.resolve("scripts/rollcall").toString()), environment);
        var initialized =
                rollcall.ok(
                        "init",
                        "--config",
                        config(folder),
                        "--district",
                        district,
                        "--district-name",
                        districtName,
                        "--admin",
                        ADMIN,
                        "--admin-password-file",
                        folder.resolve("password").toString(),
                        "--dev");
        var match = FINGERPRINT.matcher(initialized);
        if (!match.find()) {
            throw new IllegalStateException("init printed no fingerprint: " + initialized);
        }
        for (int attempt = 1; ; attempt++) {
            var server = serve(root, folder, environment);
            if (ready(server) || attempt == ATTEMPTS) {
                var made =
                        new Installation(
                                root, folder, ports, rollcall, match.group(), password, server);
                made.awaitHealthy();
                made.signIn();
                return made;
            }
            // somebody else took a port between our look and the server's
            ports = Ports.free();
            reconfigure(folder, ports);
        }
    }

    /** Waits until both ports are open; false where another program has one of them. */
    private static boolean ready(Program server) {
        Until.holds(
                Duration.ofSeconds(90),
                "the server is ready",
                () -> server.printed().contains(READY) || !server.running());
        if (server.running() || !server.printed().contains(IN_USE)) {
            return true;
        }
        server.close();
        return false;
    }

    private static void reconfigure(Path folder, Ports ports) {
        try {
            configure(folder, ports);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void configure(Path folder, Ports ports) throws IOException {
        write(
                folder.resolve("rollcall.yaml"),
                """
                data: %s
                https:
                  listen: 127.0.0.1:%d
                gateway:
                  listen: 127.0.0.1:%d
                """
                        .formatted(
                                folder.resolve("data").toAbsolutePath(),
                                ports.https(),
                                ports.gateway()));
    }

    /** Where the server listens. */
    private record Ports(int https, int gateway) {

        static Ports free() {
            var found = FreePorts.find(2);
            return new Ports(found.getFirst(), found.getLast());
        }
    }

    private void signIn() {
        rollcall.ok(
                "login",
                url(),
                "--user",
                ADMIN,
                "--password-file",
                folder.resolve("password").toString(),
                "--ca-fingerprint",
                fingerprint);
    }

    /** Starts the server again after it was closed, on whatever its data folder holds now. */
    public void startAgain() {
        server = serve(root, folder, rollcall.environment());
        awaitHealthy();
    }

    private static String config(Path folder) {
        return folder.resolve("rollcall.yaml").toString();
    }

    private static Program serve(Path root, Path folder, Map<String, String> environment) {
        return Program.start(
                "the server",
                folder.resolve("server.log"),
                environment,
                List.of(
                        root.resolve("scripts/rollcall").toString(),
                        "serve",
                        "--config",
                        config(folder),
                        "--dev"));
    }

    private void awaitHealthy() {
        Until.holds(
                Duration.ofSeconds(60),
                "the server answers on " + url(),
                () -> {
                    if (!server.running()) {
                        throw new IllegalStateException("the server ended: " + server.printed());
                    }
                    return server.printed().contains(READY) && HealthCheck.answers(ports.https());
                });
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    public String url() {
        return "https://127.0.0.1:" + ports.https();
    }

    public int gatewayPort() {
        return ports.gateway();
    }

    public int httpsPort() {
        return ports.https();
    }

    /** SHA-256 of the root certificate. */
    public String fingerprint() {
        return fingerprint;
    }

    public String password() {
        return password;
    }

    public Path folder() {
        return folder;
    }

    public Program server() {
        return server;
    }

    /** The technician's command line, signed in. */
    public CommandLine rollcall() {
        return rollcall;
    }

    /** The agent's command line with a state folder of its own. */
    public CommandLine agent() {
        return new CommandLine(
                List.of(root.resolve("scripts/rollcall-agent").toString()), Map.of());
    }

    /** Asks to join; the command ends when somebody has decided. */
    public Program startEnrolling(Path token, Path state, Path log) {
        return Program.start(
                "the device that asks to join",
                log,
                Map.of(),
                List.of(
                        root.resolve("scripts/rollcall-agent").toString(),
                        "enroll",
                        "--server",
                        url(),
                        "--ca-fingerprint",
                        fingerprint,
                        "--token-file",
                        token.toString(),
                        "--state",
                        state.toString()));
    }

    public Program startAgent(Path state, Path log, List<String> options) {
        var command =
                new ArrayList<>(
                        List.of(
                                root.resolve("scripts/rollcall-agent").toString(),
                                "run",
                                "--state",
                                state.toString()));
        command.addAll(options);
        return Program.start("the agent", log, Map.of(), command);
    }

    @Override
    public void close() {
        server.close();
    }
}

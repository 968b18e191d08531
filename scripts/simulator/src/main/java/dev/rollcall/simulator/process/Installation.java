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

    private final Path root;
    private final Path folder;
    private final int https;
    private final int gateway;
    private final CommandLine rollcall;
    private final String fingerprint;
    private final String password;
    private Program server;

    private Installation(
            Path root,
            Path folder,
            int https,
            int gateway,
            CommandLine rollcall,
            String fingerprint,
            String password,
            Program server) {
        this.root = root;
        this.folder = folder;
        this.https = https;
        this.gateway = gateway;
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
        var ports = FreePorts.find(2);
        var password = "demo-" + Long.toString(System.nanoTime(), 36);
        try {
            Files.createDirectories(folder);
            write(folder.resolve("passphrase"), "demo passphrase\n");
            write(folder.resolve("password"), password + "\n");
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
                                    ports.get(0),
                                    ports.get(1)));
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
        var server = serve(root, folder, environment);
        var made =
                new Installation(
                        root,
                        folder,
                        ports.get(0),
                        ports.get(1),
                        rollcall,
                        match.group(),
                        password,
                        server);
        made.awaitHealthy();
        made.signIn();
        return made;
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
                    return HealthCheck.answers(https);
                });
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    public String url() {
        return "https://127.0.0.1:" + https;
    }

    public int gatewayPort() {
        return gateway;
    }

    public int httpsPort() {
        return https;
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

package dev.rollcall.simulator.demo;

import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.agent.enrollment.IdentityStore;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.simulator.Fleet;
import dev.rollcall.simulator.process.CommandLine;
import dev.rollcall.simulator.process.Installation;
import dev.rollcall.simulator.process.Program;
import dev.rollcall.simulator.process.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * {@code scripts/demo [--check]}: a district with two schools, this machine, and 25 simulated
 * devices.
 */
public final class Demo implements AutoCloseable {

    private static final int SIMULATED = 25;
    private static final long BEGAN = System.nanoTime();

    private final Path folder;
    private final Installation installation;
    private final Path agentState;
    private final Path agentRoot;
    private final Program agent;
    private final Program simulation;

    private Demo(
            Path folder,
            Installation installation,
            Path agentState,
            Path agentRoot,
            Program agent,
            Program simulation) {
        this.folder = folder;
        this.installation = installation;
        this.agentState = agentState;
        this.agentRoot = agentRoot;
        this.agent = agent;
        this.simulation = simulation;
    }

    public static void main(String[] arguments) throws InterruptedException {
        var check = List.of(arguments).contains("--check");
        if (arguments.length > (check ? 1 : 0)) {
            System.err.println("usage: scripts/demo [--check]");
            System.exit(2);
        }
        var stopped = new CountDownLatch(1);
        var folder = freshFolder();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            stopped.countDown();
                            stopEverything();
                            delete(folder);
                        }));
        try (var demo = begin(folder)) {
            if (check) {
                System.exit(new Tour(demo).go() ? 0 : 1);
            }
            demo.tellWhatToTry();
            stopped.await();
        } catch (IllegalStateException e) {
            System.err.println("the demo failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private static Demo begin(Path folder) {
        var root = Path.of(System.getProperty("rollcall.root")).toAbsolutePath();
        say("starting a server in " + folder);
        var installation =
                Installation.begin(root, folder.resolve("server"), "demo", "Demo District");
        var rollcall = installation.rollcall();
        rollcall.ok("org", "add", "lincoln", "--name", "Lincoln High School", "--kind", "school");
        rollcall.ok(
                "org",
                "add",
                "washington",
                "--name",
                "Washington Middle School",
                "--kind",
                "school");
        var one = folder.resolve("token-1");
        var many = folder.resolve("token-25");
        rollcall.ok("token", "create", "--unit", "lincoln", "-o", one.toString());
        rollcall.ok(
                "token",
                "create",
                "--unit",
                "washington",
                "--uses",
                Integer.toString(SIMULATED),
                "--serials",
                serials(folder).toString(),
                "--addresses",
                "127.0.0.0/8",
                "-o",
                many.toString());

        say("enrolling this machine");
        var state = folder.resolve("agent");
        var agentRoot = folder.resolve("device-root");
        createDirectories(agentRoot.resolve("etc"));
        var enrolled = enroll(installation, one, state);
        if (enrolled.exit() != 0) {
            throw new IllegalStateException(
                    "this machine could not be enrolled: " + enrolled.both());
        }
        var agent = startAgent(installation, state, agentRoot, folder);

        say("starting " + SIMULATED + " simulated devices");
        var simulation =
                Program.start(
                        "the simulation",
                        folder.resolve("simulation.log"),
                        Map.of(),
                        List.of(
                                root.resolve("scripts/simulate").toString(),
                                "--devices",
                                Integer.toString(SIMULATED),
                                "--server",
                                installation.url(),
                                "--ca-fingerprint",
                                installation.fingerprint(),
                                "--token-file",
                                many.toString(),
                                "--state",
                                folder.resolve("simulated").toString()));
        var demo = new Demo(folder, installation, state, agentRoot, agent, simulation);
        Until.holds(
                Duration.ofSeconds(60),
                "the simulated devices have checked in",
                () -> {
                    if (!simulation.running()) {
                        throw new IllegalStateException(
                                "the simulation ended: " + simulation.printed());
                    }
                    return simulation.printed().contains("connected " + SIMULATED);
                });
        return demo;
    }

    /**
     * Whom the simulated devices' token is for: bound to that and to this machine, it needs nobody.
     */
    private static Path serials(Path folder) {
        try {
            return Files.write(folder.resolve("simulated.csv"), Fleet.serials(SIMULATED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A device of the district that does not run: who has its identity can say to be it. */
    Identity enrollAnother() {
        var token = folder.resolve("token-another");
        rollcall().ok("token", "create", "--unit", "lincoln", "-o", token.toString());
        var state = folder.resolve("another");
        var enrolled = enroll(installation, token, state);
        if (enrolled.exit() != 0) {
            throw new IllegalStateException(
                    "another device could not be enrolled: " + enrolled.both());
        }
        return IdentityStore.open(StateFolder.open(state)).current().orElseThrow();
    }

    /** A device with a token that is for many, and so needs somebody's word. */
    Program askToJoin() {
        var token = folder.resolve("token-for-many");
        rollcall()
                .ok("token", "create", "--unit", "lincoln", "--uses", "2", "-o", token.toString());
        return installation.startEnrolling(
                token, folder.resolve("waits"), folder.resolve("waits.log"));
    }

    private static CommandLine.Answer enroll(Installation installation, Path token, Path state) {
        return installation
                .agent()
                .run(
                        "enroll",
                        "--server",
                        installation.url(),
                        "--ca-fingerprint",
                        installation.fingerprint(),
                        "--token-file",
                        token.toString(),
                        "--state",
                        state.toString());
    }

    /** By the monotonic clock, after the build. */
    long began() {
        return BEGAN;
    }

    private static Program startAgent(
            Installation installation, Path state, Path root, Path folder) {
        return installation.startAgent(
                state,
                folder.resolve("agent.log"),
                List.of("--root", root.toString(), "--drift-every", "PT10S"));
    }

    private void tellWhatToTry() {
        var config = installation.rollcall().environment().get("XDG_CONFIG_HOME");
        System.out.print(
                """

                Rollcall runs: server %s, gateway 127.0.0.1:%d, this machine and %d simulated devices.
                You are signed in as admin (password %s) in a shell that knows where:

                  export XDG_CONFIG_HOME=%s

                What to try next:

                  scripts/rollcall device list
                  scripts/rollcall device list 'org:washington and encrypted:no,unknown,stale' --count
                  scripts/rollcall device show %s
                  echo 'uptime; df -h /' > /tmp/look.sh
                  scripts/rollcall job run 'org:lincoln' --script /tmp/look.sh --watch
                  scripts/rollcall export compliance --format csv
                  scripts/rollcall audit verify

                Policies on this machine are kept below %s, not below /.
                Logs are in %s. Ctrl-C stops everything and removes the folder.
                """
                        .formatted(
                                installation.url(),
                                installation.gatewayPort(),
                                SIMULATED,
                                installation.password(),
                                config,
                                ThisMachine.hostname(),
                                agentRoot,
                                folder));
    }

    Installation installation() {
        return installation;
    }

    CommandLine rollcall() {
        return installation.rollcall();
    }

    /** Where policies are kept instead of below the real root. */
    Path agentRoot() {
        return agentRoot;
    }

    Path agentState() {
        return agentState;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        simulation.close();
        agent.close();
        installation.close();
    }

    private static void say(String line) {
        System.out.println(line);
    }

    /** Another one for each demo, so that several may run at the same time. */
    static Path freshFolder() {
        try {
            return Files.createTempDirectory("rollcall-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void createDirectories(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever is left of what we started: a signal does not run the end of main. */
    private static void stopEverything() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
        ProcessHandle.current().descendants().forEach(process -> process.onExit().join());
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + folder);
        }
    }
}

package dev.rollcall.simulator.bench;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.simulator.Fleet;
import dev.rollcall.simulator.process.Installation;
import dev.rollcall.simulator.process.Memory;
import dev.rollcall.simulator.process.Until;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code scripts/bench connect|jobs|intake [--devices N]}: a real server process, real enrollments,
 * and a bare baseline beside.
 */
public final class Bench {

    private static final int PAIRS = 3;
    private static final int AT_ONCE = 200;

    private static final int ROUNDS = 10;

    /** Compilers are busy in the first ones. */
    private static final int COLD_ROUNDS = 5;

    private static final double LEAST_CONNECT_RATIO = 0.5;
    private static final double MOST_KILOBYTES = 30;
    private static final Duration MOST_FOR_A_JOB = Duration.ofSeconds(4);

    /** Processor time in three seconds. */
    private static final Duration RESTING = Duration.ofMillis(200);

    private static final Pattern CREATED = Pattern.compile("\"createdAt\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern NUMBER = Pattern.compile("\"number\" : \"(J-\\d+)\"");

    private final Installation installation;
    private final Path folder;
    private final int devices;
    private final List<String> shortfalls = new ArrayList<>();

    private Bench(Installation installation, Path folder, int devices) {
        this.installation = installation;
        this.folder = folder;
        this.devices = devices;
    }

    public static void main(String[] arguments) throws Exception {
        var names = List.of("connect", "jobs", "intake");
        var asked = List.of(arguments);
        int at = asked.indexOf("--devices");
        int devices = at >= 0 && at + 1 < asked.size() ? Integer.parseInt(asked.get(at + 1)) : 5000;
        if (asked.isEmpty() || !names.contains(asked.getFirst())) {
            System.err.println(
                    "usage: scripts/bench connect|jobs|intake|patching|export|search [--devices N]");
            System.exit(2);
        }
        var root = Path.of(System.getProperty("rollcall.root")).toAbsolutePath();
        var folder = Files.createTempDirectory("rollcall-bench-");
        int exit;
        try (var installation =
                Installation.begin(root, folder.resolve("server"), "bench", "Bench District")) {
            var bench = new Bench(installation, folder, devices);
            bench.enroll();
            switch (asked.getFirst()) {
                case "connect" -> bench.connect();
                case "jobs" -> bench.jobs();
                default ->
                        new Intake(installation, bench.state(), devices, asked)
                                .run(bench.shortfalls);
            }
            exit = bench.verdict();
        } finally {
            delete(folder);
        }
        System.exit(exit);
    }

    private void enroll() throws IOException, InterruptedException, EnrollmentException {
        var token = folder.resolve("token");
        var serials = Files.write(folder.resolve("serials.csv"), Fleet.serials(devices));
        installation
                .rollcall()
                .ok(
                        "token",
                        "create",
                        "--uses",
                        Integer.toString(devices),
                        "--serials",
                        serials.toString(),
                        "--addresses",
                        "127.0.0.0/8",
                        "-o",
                        token.toString());
        try (var fleet = new Fleet(400)) {
            long began = System.nanoTime();
            fleet.enroll(
                    state(),
                    devices,
                    URI.create(installation.url()),
                    Secret.ofText(Files.readString(token).strip()),
                    Fingerprint.parse(installation.fingerprint()));
            double took = seconds(began);
            line("enrolled %,d devices by EST", "%,.1f s, %.0f/s", devices, took, devices / took);
        }
    }

    /**
     * Handshakes with nothing behind, then sessions with a first check-in, in turns; then what an
     * idle one costs.
     */
    private void connect() throws Exception {
        warmUp();
        // a server that has seen a rush already: what is left over from it belongs to no device
        serverRests();
        long before = memoryNeeded();
        var ratios = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            double bare;
            try (var baseline = Baseline.start(folder.resolve("bare"), state())) {
                bare = baseline.handshakes(state(), devices, AT_ONCE);
            }
            double ours;
            try (var fleet = open()) {
                ours = devices / (fleet.connect(AT_ONCE).toMillis() / 1000.0);
                noFailures(fleet);
                line(
                        "connect + first check-in, unchanged sections",
                        "%,.0f/s, p50 %d ms, p99 %d ms; bare handshakes %,.0f/s; ratio %.2f",
                        ours,
                        fleet.checkInPercentile(0.5).toMillis(),
                        fleet.checkInPercentile(0.99).toMillis(),
                        bare,
                        ours / bare);
                if (i == PAIRS - 1) {
                    memory(before);
                }
            }
            ratios[i] = ours / bare;
        }
        Arrays.sort(ratios);
        line(
                "ratio, median of pairs",
                "%.2f (%.2f to %.2f), at least %.2f wanted",
                ratios[PAIRS / 2],
                ratios[0],
                ratios[PAIRS - 1],
                LEAST_CONNECT_RATIO);
        if (ratios[PAIRS / 2] < LEAST_CONNECT_RATIO) {
            shortfalls.add("connect ratio");
        }
    }

    private void memory(long before) throws Exception {
        TimeUnit.SECONDS.sleep(10);
        double each = (memoryNeeded() - before) / 1024.0 / devices;
        line(
                "server memory per idle device",
                "%.1f kB of live heap and of all outside it, at most %.0f wanted; %,d MB resident",
                each,
                MOST_KILOBYTES,
                Memory.resident(installation.server().pid()) / 1_000_000);
        if (each > MOST_KILOBYTES) {
            shortfalls.add("memory per device");
        }
    }

    /** The first time each device sends its inventory, which later connections find unchanged. */
    private void warmUp() throws InterruptedException {
        try (var fleet = open()) {
            var took = fleet.connect(AT_ONCE);
            line(
                    "first connection, inventory sent",
                    "%,.0f/s",
                    devices / (took.toMillis() / 1000.0));
            serverRests();
            noFailures(fleet);
        }
    }

    private void jobs() throws Exception {
        try (var fleet = open()) {
            fleet.connect(AT_ONCE);
            var script = folder.resolve("no-op.sh");
            Files.writeString(script, ":\n");
            var warm = new ArrayList<Duration>();
            for (int round = 1; round <= ROUNDS; round++) {
                // a round apart from the one before, as two jobs of a technician are
                serverRests();
                long already = fleet.jobs().settled();
                var made =
                        installation
                                .rollcall()
                                .ok(
                                        "job",
                                        "run",
                                        "",
                                        "--script",
                                        script.toString(),
                                        "--yes",
                                        "--json");
                var created = CREATED.matcher(made);
                if (!created.find()) {
                    throw new IllegalStateException("the job says no time: " + made);
                }
                long wanted = already + devices;
                Until.holds(
                        Duration.ofMinutes(2),
                        "every outcome is recorded",
                        () -> fleet.jobs().settled() >= wanted);
                var took = Duration.between(Instant.parse(created.group(1)), fleet.lastRecorded());
                everyRunSucceeded(made);
                line(
                        "no-op job on every device, round " + round,
                        "%.2f s from the job's time to the last outcome's receipt",
                        took.toMillis() / 1000.0);
                if (round > COLD_ROUNDS) {
                    warm.add(took);
                }
            }
            noFailures(fleet);
            warm.sort(Comparator.naturalOrder());
            var median = warm.get(warm.size() / 2);
            var bare = bareEcho();
            line(
                    "bare push and echo over as many sessions",
                    "%.2f s; ratio %.1f",
                    bare,
                    median.toMillis() / 1000.0 / bare);
            line(
                    "median of the last " + warm.size() + " rounds",
                    "%.2f s, at most %d wanted",
                    median.toMillis() / 1000.0,
                    MOST_FOR_A_JOB.toSeconds());
            if (median.compareTo(MOST_FOR_A_JOB) > 0) {
                shortfalls.add("job time");
            }
        }
    }

    /** A fast refusal is an outcome, too. */
    private void everyRunSucceeded(String made) {
        var number = NUMBER.matcher(made);
        if (!number.find()) {
            throw new IllegalStateException("the job has no number: " + made);
        }
        var shown = installation.rollcall().ok("job", "show", number.group(1), "--json");
        if (!Pattern.compile("\"succeeded\" : " + devices + "\\b").matcher(shown).find()) {
            line("outcomes", "not every run succeeded: %s", shown.replaceAll("\\s+", " "));
            shortfalls.add("outcomes");
        }
    }

    private double bareEcho() throws Exception {
        try (var baseline = Baseline.start(folder.resolve("bare"), state())) {
            return baseline.echoes(state(), devices, AT_ONCE);
        }
    }

    private Fleet open() {
        var fleet = new Fleet(400);
        fleet.open(state(), devices);
        return fleet;
    }

    private void noFailures(Fleet fleet) {
        if (fleet.failures() > 0) {
            line(
                    "failures",
                    "%,d sessions ended or failed: %s",
                    fleet.failures(),
                    fleet.whyFailed());
            shortfalls.add("failures");
        }
    }

    /** Inventories go on after every check-in was answered: at rest the server hardly computes. */
    private void serverRests() throws InterruptedException {
        var before = Duration.ZERO;
        var now = serverTime();
        while (now.minus(before).compareTo(RESTING) > 0) {
            TimeUnit.SECONDS.sleep(3);
            before = now;
            now = serverTime();
        }
    }

    private Duration serverTime() {
        return ProcessHandle.of(installation.server().pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("the server is gone"));
    }

    private int verdict() {
        if (shortfalls.isEmpty()) {
            System.out.println("within every budget");
            return 0;
        }
        System.out.println("falls short: " + String.join(", ", shortfalls));
        return 1;
    }

    private long memoryNeeded() throws IOException, InterruptedException {
        return Memory.needed(installation.server().pid());
    }

    private Path state() {
        return folder.resolve("devices");
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    @SuppressWarnings("AnnotateFormatMethod") // what and figures are two formats of one line
    static void line(String what, String figures, Object... values) {
        int inWhat = what.contains("%") ? 1 : 0;
        var first = what.formatted(Arrays.copyOfRange(values, 0, inWhat));
        var second = figures.formatted(Arrays.copyOfRange(values, inWhat, values.length));
        System.out.println("%-46s %s".formatted(first, second));
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}

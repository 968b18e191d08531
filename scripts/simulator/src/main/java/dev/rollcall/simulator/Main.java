package dev.rollcall.simulator;

import dev.rollcall.agent.enrollment.EnrollmentException;
import dev.rollcall.agent.enrollment.Fingerprint;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.simulator.process.Listener;
import dev.rollcall.simulator.process.Memory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Connects simulated devices to a running server and keeps them connected.",
            "Each has a real key, real enrollment, a real session and a real, fsynced run journal."
        },
        footer = {"", "Exit status: 0 all went well, 1 something failed, 2 wrong usage."})
@SuppressWarnings("NullAway.Init") // picocli fills the required options
public final class Main implements Callable<Integer> {

    @Option(
            names = "--devices",
            paramLabel = "N",
            defaultValue = "25",
            description = "How many (${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "The server's HTTPS address.")
    private URI server;

    @Option(
            names = "--token-file",
            required = true,
            paramLabel = "FILE",
            description = {
                "Holds an enrollment token with N uses, bound to what --print-serials prints and to",
                "this machine's address, so that nobody has to approve the devices one by one."
            })
    private Path token;

    @Option(
            names = "--ca-fingerprint",
            required = true,
            paramLabel = "HEX",
            description = "SHA-256 of the server's root.")
    private String fingerprint;

    @Option(
            names = "--state",
            required = true,
            paramLabel = "DIR",
            description = "Identities and journals; used again next time.")
    private Path state;

    @Option(
            names = "--packages",
            paramLabel = "N",
            defaultValue = "400",
            description = "In each lab's image (${DEFAULT-VALUE}).")
    private int packages;

    @Option(
            names = "--connecting",
            paramLabel = "N",
            defaultValue = "200",
            description = "At the same time (${DEFAULT-VALUE}).")
    private int connecting;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description =
                    "Of the server, to print its memory per device; found by its port if left out.")
    private Optional<Long> pid = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Then disconnect; without it, stay until Ctrl-C.")
    private Optional<Integer> seconds = Optional.empty();

    @Option(
            names = "--print-serials",
            help = true,
            description = "Print the serials of N devices, for a token's --serials, and end.")
    private boolean serials;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (serials) {
            Fleet.serials(count).forEach(System.out::println);
            return 0;
        }
        try (var fleet = new Fleet(packages)) {
            var secret = Secret.ofText(Files.readString(token).strip());
            long began = System.nanoTime();
            fleet.enroll(state, count, server, secret, Fingerprint.parse(fingerprint));
            say("enrolled %,d devices (%s)".formatted(count, rate(count, since(began))));
            var process = pid.or(() -> Listener.of(server));
            long before = process.map(Memory::resident).orElse(0L);
            fleet.open(state, count);
            var took = fleet.connect(connecting);
            say(
                    "connected %,d devices in %.1f s (%s), check-in p50 %d ms, p99 %d ms"
                            .formatted(
                                    count,
                                    took.toMillis() / 1000.0,
                                    rate(count, took),
                                    fleet.checkInPercentile(0.50).toMillis(),
                                    fleet.checkInPercentile(0.99).toMillis()));
            say(
                    process.map(p -> memory(Memory.resident(p), before))
                            .orElse(
                                    "server memory: not seen from here; on the server's machine, as"
                                            + " its user, give --server-pid PID"));
            hold(fleet);
            return 0;
        } catch (IllegalStateException | EnrollmentException e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    /** Stays connected, and tells once of each bulk job how long it took. */
    private void hold(Fleet fleet) throws InterruptedException {
        var stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds.orElse(Integer.MAX_VALUE));
        while (System.nanoTime() < end && !stop.await(20, TimeUnit.MILLISECONDS)) {
            fleet.times().ended(Instant.now()).forEach(Main::say);
        }
        fleet.times().rest().forEach(Main::say);
        if (fleet.failures() > 0) {
            say("%,d sessions ended or failed on the way".formatted(fleet.failures()));
        }
    }

    private String memory(long now, long before) {
        return "server memory: %,d kB resident, %.1f kB a device more than before"
                .formatted(now / 1024, (now - before) / 1024.0 / count);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static String rate(int things, Duration took) {
        return "%.0f/s".formatted(things / Math.max(0.001, took.toMillis() / 1000.0));
    }

    private static void say(String line) {
        System.out.println(line);
    }
}

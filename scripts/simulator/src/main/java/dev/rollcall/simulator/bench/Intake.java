package dev.rollcall.simulator.bench;

import dev.rollcall.simulator.Fleet;
import dev.rollcall.simulator.process.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code scripts/bench intake [--devices N] [--distinct]}: all devices send a full first inventory
 * with {@value #PACKAGES} packages, made from images of fifty devices, or each with a list of its
 * own; and what that takes in the database, once it is compacted.
 */
final class Intake {

    private static final int PACKAGES = 1_500;
    private static final int OF_AN_IMAGE = 50;
    private static final int AT_ONCE = 200;

    /** For ten thousand devices. */
    private static final Duration MOST = Duration.ofMinutes(2);

    private static final Duration MOST_DISTINCT = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final double MOST_KILOBYTES = 12;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final double TEN_THOUSAND = 10_000;
    private static final Pattern MATCHED = Pattern.compile("\"matched\" : (\\d+)");

    private final Installation installation;
    private final Path state;
    private final int devices;
    private final boolean distinct;

    Intake(Installation installation, Path state, int devices, List<String> options) {
        this.installation = installation;
        this.state = state;
        this.devices = devices;
        this.distinct = options.contains("--distinct");
    }

    void run(List<String> shortfalls) throws Exception {
        long before = compactedBytes();
        installation.startAgain();
        try (var fleet = new Fleet(PACKAGES, OF_AN_IMAGE, distinct)) {
            fleet.open(state, devices);
            long began = System.nanoTime();
            fleet.connect(AT_ONCE);
            double connected = (System.nanoTime() - began) / 1e9;
            awaitAll(began);
            double took = (System.nanoTime() - began) / 1e9;
            double most = (distinct ? MOST_DISTINCT : MOST).toSeconds() * devices / TEN_THOUSAND;
            Bench.line(
                    "first inventory, %s",
                    "%,d devices in %.0f s (connected after %.0f), %.0f/s; at most %.0f s wanted",
                    distinct ? "each list its own" : "images of " + OF_AN_IMAGE,
                    devices,
                    took,
                    connected,
                    devices / took,
                    most);
            if (took > most) {
                shortfalls.add("intake time");
            }
            if (fleet.failures() > 0) {
                Bench.line(
                        "failures",
                        "%,d sessions ended or failed: %s",
                        fleet.failures(),
                        fleet.whyFailed());
                shortfalls.add("failures");
            }
        }
        long grown = databaseBytes();
        long after = compactedBytes();
        double each = (after - before) / 1000.0 / devices;
        Bench.line(
                "database",
                "%.1f kB for each device compacted, %.1f kB as it grew; at most %.0f kB wanted for one of an image",
                each,
                (grown - before) / 1000.0 / devices,
                MOST_KILOBYTES);
        if (!distinct && each > MOST_KILOBYTES) {
            shortfalls.add("database");
        }
    }

    /** Stops the server: what is past and not used again yet does not count. */
    private long compactedBytes() throws IOException, InterruptedException {
        installation.close();
        try (var files = Files.walk(installation.folder())) {
            for (var file : files.filter(f -> f.toString().endsWith(".mv.db")).toList()) {
                compact(file.toAbsolutePath().toString().replaceFirst("\\.mv\\.db$", ""));
            }
        }
        return databaseBytes();
    }

    private static void compact(String database) throws IOException, InterruptedException {
        int exit =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("rollcall.server.classpath"),
                                "org.h2.tools.Shell",
                                "-url",
                                "jdbc:h2:" + database,
                                "-user",
                                "rollcall",
                                "-sql",
                                "SHUTDOWN COMPACT")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start()
                        .waitFor();
        if (exit != 0) {
            throw new IOException("the database cannot be compacted");
        }
    }

    /**
     * Looks seldom, and more often towards the end: the command line is a program on the same
     * processors.
     */
    private void awaitAll(long began) throws InterruptedException {
        long matched = matched();
        while (matched < devices) {
            var took = Duration.ofNanos(System.nanoTime() - began);
            if (took.compareTo(LONGEST) > 0) {
                throw new IllegalStateException("only %,d inventories are in".formatted(matched));
            }
            Thread.sleep(pause(matched, took));
            matched = matched();
        }
    }

    /** Half of what the rest takes if it goes on like that. */
    private Duration pause(long matched, Duration took) {
        var half = took.multipliedBy(devices - matched).dividedBy(2 * Math.max(1, matched));
        if (half.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return half.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : half;
    }

    private long matched() {
        var counts =
                installation
                        .rollcall()
                        .ok("device", "list", "package:package-0", "--count", "--json");
        var found = MATCHED.matcher(counts);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private long databaseBytes() throws IOException {
        try (var files = Files.walk(installation.folder())) {
            return files.filter(file -> file.toString().endsWith(".mv.db"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}

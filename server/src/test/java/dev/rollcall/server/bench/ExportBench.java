package dev.rollcall.server.bench;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetIndex;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.export.ExportKind;
import dev.rollcall.server.export.ExportRequest;
import dev.rollcall.server.export.Exports;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.StoredContents;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageConfig;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * {@code scripts/bench export [--devices N]}: the compliance export of a large district on H2,
 * beside a bare {@code SELECT} written as CSV. Needs a machine that does nothing else.
 */
public final class ExportBench {

    private static final int ROWS_PER_SECOND = 20_000;

    /** Of each device, where no policy is in force. */
    private static final long CHECKS = 5;

    private static final long MOST_HEAP = 400L << 20;

    private final Path folder;
    private final int devices;

    private ExportBench(Path folder, int devices) {
        this.folder = folder;
        this.devices = devices;
    }

    public static void main(String[] arguments) throws IOException {
        var asked = List.of(arguments);
        int at = asked.indexOf("--devices");
        int devices =
                at >= 0 && at + 1 < asked.size() ? Integer.parseInt(asked.get(at + 1)) : 100_000;
        var folder = Files.createTempDirectory("rollcall-bench-");
        int exit;
        try {
            exit = new ExportBench(folder, devices).run();
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        System.exit(exit);
    }

    @FunctionalInterface
    private interface Work {
        void write(OutputStream out) throws IOException;
    }

    /** What writing a file took. */
    private record Measured(long lines, double seconds, long heap) {

        double rowsPerSecond() {
            return (lines - 1) / seconds;
        }
    }

    private int run() throws IOException {
        try (var database = Database.open(new StorageConfig.H2File(folder.resolve("rollcall")))) {
            Migrations.run(database);
            var district = new LargeDistrict(database, devices);
            var exports = exports(database);
            var request =
                    new ExportRequest(
                            district.id,
                            "large",
                            district.units,
                            "",
                            Query.parse(""),
                            district.now,
                            district.now,
                            "bench");
            measure("warm.csv", out -> bare(database, out));
            measure("warm.csv", out -> exports.csv(ExportKind.Part.COMPLIANCE, request, out));

            var bare = measure("bare.csv", out -> bare(database, out));
            var compliance =
                    measure(
                            "compliance.csv",
                            out -> exports.csv(ExportKind.Part.COMPLIANCE, request, out));
            var checks =
                    measure("checks.csv", out -> exports.csv(ExportKind.Part.CHECKS, request, out));
            long began = System.nanoTime();
            var coverage = exports.coverage(ExportKind.COMPLIANCE, request);
            double counted = (System.nanoTime() - began) / 1e9;

            System.out.printf(
                    "compliance %,d rows, %,.0f rows/s, peak heap %d MiB; checks %,.0f rows/s;"
                            + " coverage %.1f s; bare SELECT %,.0f rows/s, ratio %.2f%n",
                    compliance.lines() - 1,
                    compliance.rowsPerSecond(),
                    compliance.heap() >> 20,
                    checks.rowsPerSecond(),
                    counted,
                    bare.rowsPerSecond(),
                    compliance.rowsPerSecond() / bare.rowsPerSecond());
            if (coverage.devices() != devices
                    || compliance.lines() != devices + 1
                    || checks.lines() != CHECKS * devices + 1) {
                throw new IllegalStateException("the exports lack rows");
            }
            boolean fast = compliance.rowsPerSecond() >= ROWS_PER_SECOND;
            boolean small = compliance.heap() < MOST_HEAP;
            System.out.println(
                    fast && small
                            ? "within every budget"
                            : "falls short: "
                                    + (fast
                                            ? ""
                                            : "rows a second, %,d wanted "
                                                    .formatted(ROWS_PER_SECOND))
                                    + (small ? "" : "memory"));
            return fast && small ? 0 : 1;
        }
    }

    private static Exports exports(Database database) {
        var units = new Units(new IdSource(InstantSource.system(), new Random(2)));
        var selection =
                new DeviceSelection(
                        new QueryContexts(units, (h, district) -> List.of()),
                        FleetIndex.start(database, new StoredContents(new Bodies())));
        return new Exports(database, units, new Bodies(), selection, (h, d, at) -> Map.of());
    }

    /** The registry's columns and the digests, as they lie. */
    private static void bare(Database database, OutputStream out) throws IOException {
        var csv = CsvWriter.builder().build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        csv.writeRecord("id", "hostname", "serial", "unit", "last_check_in", "os", "volumes");
        database.read(h ->
                h.createQuery(
                                """
                                SELECT d.id, d.hostname, d.serial, d.unit_id, p.last_check_in,
                                    o.collected_at AS os, v.verdict
                                FROM device d
                                JOIN device_presence p ON p.district_id = d.district_id
                                    AND p.device_id = d.id
                                JOIN inventory_section o ON o.district_id = d.district_id
                                    AND o.device_id = d.id AND o.kind = 'operating-system'
                                    AND o.valid_to IS NULL
                                JOIN inventory_section v ON v.district_id = d.district_id
                                    AND v.device_id = d.id AND v.kind = 'volumes'
                                    AND v.valid_to IS NULL
                                """)
                        .scanResultSet((rows, c) -> {
                            var set = rows.get();
                            while (set.next()) {
                                csv.writeRecord(
                                        set.getString(1),
                                        set.getString(2),
                                        set.getString(3),
                                        set.getString(4),
                                        set.getString(5),
                                        set.getString(6),
                                        set.getString(7));
                            }
                            return true;
                        }));
        csv.flush();
    }

    private Measured measure(String name, Work work) throws IOException {
        var file = folder.resolve(name);
        System.gc();
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
        long began = System.nanoTime();
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            work.write(out);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long peak = heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        try (var lines = Files.lines(file)) {
            return new Measured(lines.count(), seconds, peak);
        }
    }

    /**
     * Where what lives longer than a page ends up; the young generation is as large as it may be.
     */
    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(pool ->
                        pool.getName().contains("Old") || pool.getName().contains("Tenured"))
                .toList();
    }
}

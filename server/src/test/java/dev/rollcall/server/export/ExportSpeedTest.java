package dev.rollcall.server.export;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.inventory.Bodies;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a machine that does nothing else. Prints what it measured. */
@Tag("slow")
class ExportSpeedTest {

    private static final int DEVICES = Integer.getInteger("rollcall.export.devices", 100_000);
    private static final int ROWS_PER_SECOND = 20_000;
    private static final long MOST_HEAP = 400L << 20;

    @TempDir private Path folder;

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

    @Test
    void complianceOfALargeDistrictLeavesAtTwentyThousandRowsASecond() throws IOException {
        try (var database = Database.open(new StorageConfig.H2File(folder.resolve("rollcall")))) {
            Migrations.run(database);
            var district = new LargeDistrict(database, DEVICES);
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
            assertThat(coverage.devices()).isEqualTo(DEVICES);
            assertThat(compliance.lines()).isEqualTo(DEVICES + 1);
            assertThat(checks.lines()).isEqualTo(4L * DEVICES + 1);
            assertThat(compliance.heap()).isLessThan(MOST_HEAP);
            assertThat(compliance.rowsPerSecond()).isGreaterThan(ROWS_PER_SECOND);
        }
    }

    private static Exports exports(Database database) {
        var units = new Units(new IdSource(InstantSource.system(), new Random(2)));
        var selection =
                new DeviceSelection(
                        new QueryContexts(
                                units, (h, d, name) -> List.of(), (h, district) -> List.of()));
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

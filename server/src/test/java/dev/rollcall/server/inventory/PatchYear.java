package dev.rollcall.server.inventory;

import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.bench.DistrictSections;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Migrations;
import dev.rollcall.server.storage.StorageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * {@code scripts/bench patching [--devices N] [--days N]}: what a year of updates adds to the
 * database. Devices come from images of fifty, and each has some packages of its own, so that no
 * two lists are the same. On each patch day eight packages get a new version; every device says
 * that they are pending, a third of the devices each on that day and the next two that they are
 * installed. Until the next patch day nothing is said, for as long as the server makes space in its
 * file and two minutes at most, which the days in between are not.
 */
public final class PatchYear {

    private static final int PACKAGES = 1_500;
    private static final int OWN = 5;
    private static final int OF_AN_IMAGE = 50;
    private static final int AT_ONCE = 500;
    private static final int UPDATED = 8;
    private static final int THIRDS = 3;
    private static final Duration YEAR = Duration.ofDays(365);

    /** Of the three days and more that follow a patch day. */
    private static final Duration MOST_QUIET = Duration.ofMinutes(2);

    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** Of the disk, for each device and year. */
    private static final double MOST_KILOBYTES = 400;

    private final Executor work;
    private final IntakeRoom room;
    private final List<EnrolledDevice> devices;

    /** What stays the same. */
    private final List<List<SectionReport>> others = new ArrayList<>();

    /** Bodies by digest of what stays the same. */
    private final Map<Digest, InventoryText> kept = new ConcurrentHashMap<>();

    private PatchYear(Database database, Executor work, int count) {
        this.work = work;
        room = new IntakeRoom(database, work);
        devices = IntStream.range(0, count).mapToObj(_ -> room.district.device()).toList();
        for (int i = 0; i < count; i++) {
            others.add(
                    DistrictSections.of(i).stream()
                            .filter(section -> !section.kind().equals(PatchLevelSection.KIND))
                            .map(section -> report(section, kept))
                            .toList());
        }
    }

    public static void main(String[] arguments) throws IOException {
        var asked = List.of(arguments);
        int count = number(asked, "--devices", 2_000);
        int days = number(asked, "--days", 100);
        var folder = Files.createTempDirectory("rollcall-bench-");
        int exit;
        try {
            exit = run(folder, count, days);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
        System.exit(exit);
    }

    private static int number(List<String> arguments, String option, int usual) {
        int at = arguments.indexOf(option);
        return at >= 0 && at + 1 < arguments.size()
                ? Integer.parseInt(arguments.get(at + 1))
                : usual;
    }

    private static int run(Path folder, int count, int days) throws IOException {
        var storage = new StorageConfig.H2File(folder.resolve("rollcall"));
        double first = year(storage, folder, count, 0);
        System.out.printf(
                "first inventory of %,d devices, compacted: %.1f kB for each%n", count, first);
        try (var files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        }
        long began = System.nanoTime();
        double whole = year(storage, folder, count, days);
        double added = whole - first;
        System.out.printf(
                "%d patch days in a year, in %.0f s, compacted: %.1f kB more for each, at most %.0f wanted%n",
                days, (System.nanoTime() - began) / 1e9, added, MOST_KILOBYTES);
        return added <= MOST_KILOBYTES ? 0 : 1;
    }

    /**
     * @return thousands of bytes for each device
     */
    private static double year(StorageConfig.H2File storage, Path folder, int count, int days)
            throws IOException {
        try (var database = Database.open(storage);
                var work = Executors.newFixedThreadPool(2)) {
            Migrations.run(database);
            var year = new PatchYear(database, work, count);
            long began = System.nanoTime();
            year.everybody(0, 0);
            for (int day = 1; day <= days; day++) {
                year.patchDay(day, YEAR.dividedBy(days));
                quiet(database);
                if (day % 10 == 0) {
                    System.out.printf(
                            "after day %d and %.0f s the file has %.1f kB for each device, of which %.1f live%n",
                            day,
                            (System.nanoTime() - began) / 1e9,
                            bytes(folder) / 1e3 / count,
                            live(database) / 1e3 / count);
                }
            }
        }
        System.out.printf("as it grew: %.1f kB for each%n", bytes(folder) / 1e3 / count);
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:h2:" + storage.file().toAbsolutePath(), "rollcall", "");
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN COMPACT");
        } catch (SQLException e) {
            throw new IOException(e);
        }
        return bytes(folder) / 1e3 / count;
    }

    /** The days without updates, on which the server makes space in its file. */
    private static void quiet(Database database) {
        long most = System.nanoTime() + MOST_QUIET.toNanos();
        for (long before = -1, now = written(database);
                now != before && System.nanoTime() < most;
                before = now, now = written(database)) {
            LockSupport.parkNanos(MOMENT.toNanos());
        }
    }

    private static long written(Database database) {
        return database.read(h ->
                h.createQuery(
                                """
                                SELECT setting_value FROM information_schema.settings
                                WHERE setting_name = 'info.FILE_WRITE_BYTES'
                                """)
                        .mapTo(Long.class)
                        .one());
    }

    /** What is not superseded, as H2 keeps it while it runs: not compressed, in pages half full. */
    private static double live(Database database) {
        return database.read(h ->
                h.createQuery(
                                """
                                SELECT EXP(SUM(LN(CAST(setting_value AS DOUBLE PRECISION))))
                                FROM information_schema.settings
                                WHERE setting_name IN
                                    ('info.FILE_SIZE', 'info.FILL_RATE', 'info.CHUNKS_FILL_RATE')
                                """)
                        .mapTo(Double.class)
                        .one())
                / 1e4;
    }

    private static long bytes(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private void patchDay(int day, Duration until) {
        everybody(day - 1, day);
        for (int third = 0; third < THIRDS; third++) {
            int which = third;
            said(
                    IntStream.range(0, devices.size()).filter(i -> i % THIRDS == which).toArray(),
                    day,
                    day);
            room.district.forward(Duration.ofDays(1));
        }
        room.district.forward(until.minus(Duration.ofDays(THIRDS)));
    }

    private void everybody(int installed, int published) {
        said(IntStream.range(0, devices.size()).toArray(), installed, published);
    }

    /** While some speak, what the next ones say is made. */
    private void said(int[] numbers, int installed, int published) {
        CompletableFuture<?> before = CompletableFuture.completedFuture(null);
        for (int from = 0; from < numbers.length; from += AT_ONCE) {
            var texts = new ConcurrentHashMap<Digest, InventoryText>();
            var said = new ArrayList<CompletableFuture<?>>();
            for (int at = from; at < Math.min(numbers.length, from + AT_ONCE); at++) {
                said.add(say(numbers[at], installed, published, texts));
            }
            before.join();
            before = CompletableFuture.allOf(said.toArray(CompletableFuture[]::new));
        }
        before.join();
    }

    private CompletableFuture<?> say(
            int number, int installed, int published, Map<Digest, InventoryText> texts) {
        var reports = new ArrayList<>(others.get(number));
        reports.add(report(patches(installed, published), texts));
        reports.add(report(packages(number, installed, texts), texts));
        var device = devices.get(number);
        var session = room.district.session();
        return room.deliveries
                .sections(device, session, new Sections(reports), room.district.instant())
                .thenComposeAsync(received -> send(device, session, received, texts), work)
                .whenComplete((_, _) -> room.deliveries.ended(session));
    }

    private CompletableFuture<?> send(
            EnrolledDevice device,
            SessionFacts session,
            Received asked,
            Map<Digest, InventoryText> texts) {
        CompletableFuture<?> all = CompletableFuture.completedFuture(asked);
        for (var digest : asked.wanted()) {
            var text = Optional.ofNullable(texts.get(digest)).orElseGet(() -> kept.get(digest));
            var body = IntakeRoom.whole(text, digest);
            all =
                    all.thenCompose(_ ->
                                    room.deliveries.body(
                                            device, session, body, room.district.instant()))
                            .thenCompose(more -> send(device, session, more, texts));
        }
        return all;
    }

    private static SectionReport report(InventorySection section, Map<Digest, InventoryText> into) {
        var text = CanonicalJson.text(section);
        var digest = Digest.of(text);
        into.putIfAbsent(digest, new InventoryText(section.kind(), text));
        return SectionReport.ok(section.kind(), digest, Duration.ofMinutes(1));
    }

    private PatchLevelSection patches(int installed, int published) {
        var day = room.district.instant().truncatedTo(ChronoUnit.DAYS);
        var pending =
                installed == published
                        ? List.<PendingUpdate>of()
                        : IntStream.range(0, UPDATED)
                                .mapToObj(i -> pending(updated(published, i), published, day))
                                .toList();
        return new PatchLevelSection(
                UpdateSystem.APT,
                Optional.of(pending),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(day),
                Optional.of(false),
                List.of(),
                Optional.of(true));
    }

    private static PendingUpdate pending(int number, int published, Instant day) {
        return new PendingUpdate(
                "package-" + number,
                Optional.of("amd64"),
                Optional.of(version(number, published - 1)),
                version(number, published),
                Optional.of(true),
                Optional.of("Debian-Security"),
                Optional.of(day),
                false);
    }

    /** Which package is updated on a day. */
    private static int updated(int day, int i) {
        return Math.floorMod(day * 7_919 + i * 104_729, PACKAGES);
    }

    private static String version(int number, int day) {
        int updates = 0;
        for (int d = 1; d <= day; d++) {
            for (int i = 0; i < UPDATED; i++) {
                updates += updated(d, i) == number ? 1 : 0;
            }
        }
        return "1.0-" + updates;
    }

    /** Of an image, as it is on a day. */
    private record Image(
            Map<String, List<InstalledPackage>> byKey,
            TreeMap<String, Digest> buckets,
            Map<Digest, InventoryText> bodies) {}

    private final Map<List<Integer>, Image> images = new HashMap<>();

    private Image image(int image, int day) {
        images.keySet().removeIf(key -> key.getLast() < day - 1);
        return images.computeIfAbsent(
                List.of(image, day),
                _ -> {
                    var byKey = new TreeMap<String, List<InstalledPackage>>();
                    var versions = versions(day);
                    for (int i = 0; i < PACKAGES; i++) {
                        var name =
                                i % 100 == 0 ? "package-%d-%d".formatted(i, image) : "package-" + i;
                        byKey.computeIfAbsent(PackageBucket.keyOf(name), _ -> new ArrayList<>())
                                .add(installed(name, versions.get(i)));
                    }
                    var buckets = new TreeMap<String, Digest>();
                    var bodies = new HashMap<Digest, InventoryText>();
                    byKey.forEach((key, packages) -> buckets.put(key, bucket(packages, bodies)));
                    return new Image(byKey, buckets, bodies);
                });
    }

    private final Map<Integer, List<String>> versions = new HashMap<>();

    private List<String> versions(int day) {
        return versions.computeIfAbsent(
                day, d -> IntStream.range(0, PACKAGES).mapToObj(i -> version(i, d)).toList());
    }

    private static InstalledPackage installed(String name, String version) {
        return new InstalledPackage(name, version, "amd64", PackageSource.DPKG);
    }

    private static Digest bucket(List<InstalledPackage> packages, Map<Digest, InventoryText> into) {
        var text = CanonicalJson.text(new PackageBucket(packages.stream().sorted().toList()));
        var digest = Digest.of(text);
        into.putIfAbsent(digest, new InventoryText(PackageBucket.KIND, text));
        return digest;
    }

    private PackagesSection packages(int number, int day, Map<Digest, InventoryText> texts) {
        var image = image(number / OF_AN_IMAGE, day);
        texts.putAll(image.bodies());
        var buckets = new TreeMap<>(image.buckets());
        var own = new TreeMap<String, List<InstalledPackage>>();
        for (int i = 0; i < OWN; i++) {
            var name = "own-%d-%d".formatted(i, number);
            var key = PackageBucket.keyOf(name);
            own.computeIfAbsent(key, k -> new ArrayList<>(image.byKey().getOrDefault(k, List.of())))
                    .add(installed(name, "1.0"));
        }
        own.forEach((key, packages) -> buckets.put(key, bucket(packages, texts)));
        return new PackagesSection(PACKAGES + OWN, Optional.empty(), buckets);
    }
}

package dev.rollcall.server.bench;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.TokenId;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.LocalUsersSection;
import dev.rollcall.common.inventory.LocalUsersSection.LocalUser;
import dev.rollcall.common.inventory.NetworkSection;
import dev.rollcall.common.inventory.OperatingSystemSection;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.PatchLevelSection;
import dev.rollcall.common.inventory.PatchLevelSection.PendingUpdate;
import dev.rollcall.common.inventory.PatchLevelSection.UpdateSystem;
import dev.rollcall.common.inventory.SecuritySection;
import dev.rollcall.common.inventory.SecuritySection.Firewall;
import dev.rollcall.common.inventory.SecuritySection.FirewallKind;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * A district with very many devices, written as rows. Labs of thirty share one image: their devices
 * differ in serial, hostname and address only.
 */
final class LargeDistrict {

    private static final int LAB = 30;
    private static final int AT_ONCE = 3_000;
    private static final int PACKAGES = 2_000;
    private static final int LISTS_AT_ONCE = 500;
    private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");

    /** For which there are figures that always change; a server keeps 35. */
    private static final int FIGURE_DAYS = 7;

    private static final Valid HOLDS = new Valid(before(50), Optional.empty());
    private static final Valid PAST = new Valid(before(50), Optional.of(before(10)));
    private static final Valid SINCE = new Valid(before(10), Optional.empty());

    final DistrictId id;
    final Instant now = NOW;
    final Set<UnitId> units;

    private final Database database;
    private final AtomicLong made = new AtomicLong();

    /** One after the other, as labs are enrolled. */
    private final IdSource ids =
            new IdSource(() -> before(60).plusMillis(made.getAndIncrement()), new Random(1));

    private final List<UnitId> labs;
    private final TokenId token = new TokenId(ids.next());
    private final Set<Digest> stored = new HashSet<>();
    private final List<DeviceId> devices = new ArrayList<>();

    LargeDistrict(Database database, int devices) {
        this.database = database;
        var rooms = new Units(ids);
        this.id =
                database.write(
                        h -> rooms.createDistrict(h, "large", "Large", ZoneOffset.UTC, before(90)));
        this.labs =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                database.write(h ->
                                        rooms.create(
                                                h,
                                                id,
                                                Unit.root(id),
                                                UnitKind.LAB,
                                                "lab-" + i,
                                                "Lab " + i,
                                                before(90))))
                        .toList();
        this.units = Set.copyOf(labs);
        database.change(h ->
                h.execute(
                        """
                        INSERT INTO enrollment_token (district_id, id, unit_id, hash, uses, used,
                            created_at, expires_at) VALUES (?, ?, ?, ?, 1, 1, ?, ?)
                        """,
                        id,
                        token,
                        Unit.root(id),
                        Digest.of("token"),
                        before(80),
                        NOW));
        for (int from = 0; from < devices; from += AT_ONCE) {
            int first = from;
            int end = Math.min(devices, from + AT_ONCE);
            database.change(h -> fill(h, first, end));
        }
    }

    private static Instant before(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    /** The batches of one command. */
    private record Rows(
            PreparedBatch devices,
            PreparedBatch placements,
            PreparedBatch enrollments,
            PreparedBatch presences,
            PreparedBatch sections,
            PreparedBatch bodies,
            PreparedBatch passes,
            PreparedBatch figures) {

        static Rows of(Handle h) {
            return new Rows(
                    h.prepareBatch(
                            """
                            INSERT INTO device (district_id, id, unit_id, hostname, serial, created_at)
                            VALUES (?, ?, ?, ?, ?, ?)
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO device_placement (district_id, device_id, unit_id, valid_from)
                            VALUES (?, ?, ?, ?)
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO enrollment (district_id, id, device_id, record_id, token_id,
                                key_fingerprint, key_protection, address_kind, started_at)
                            VALUES (?, ?, ?, ?, ?, ?, 'file', 'private', ?)
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO device_presence (district_id, device_id, enrollment_id,
                                last_check_in, session_since, address_kind, sighted_from, boot_id,
                                continuation, epoch, forks_suspected, agent_version)
                            VALUES (?, ?, ?, ?, ?, 'private', ?, 'boot', 'next', 1, 0, '0.1.0')
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO inventory_section (district_id, device_id, kind, valid_from,
                                valid_to, state, digest, verdict, system, collected_at, received_at)
                            VALUES (?, ?, ?, ?, ?, 'OK', ?, ?, ?, ?, ?)
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO inventory_body (district_id, kind, digest, size, body, stored_at)
                            VALUES (?, ?, ?, ?, ?, ?)
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO inventory_pass (district_id, device_id, root, reported_root,
                                received_at)
                            VALUES (?, ?, ?, ?, ?)
                            """),
                    h.prepareBatch(
                            """
                            INSERT INTO inventory_volatile (district_id, device_id, on_day,
                                received_at, size, facts)
                            VALUES (?, ?, CAST(? AS DATE), ?, ?, ?)
                            """));
        }

        void execute() {
            for (var batch :
                    List.of(
                            devices,
                            placements,
                            enrollments,
                            presences,
                            bodies,
                            sections,
                            passes,
                            figures)) {
                if (batch.size() > 0) {
                    batch.execute();
                }
            }
        }
    }

    private void fill(Handle handle, int from, int end) {
        var rows = Rows.of(handle);
        for (int number = from; number < end; number++) {
            var device = new DeviceId(ids.next());
            devices.add(device);
            var enrollment = new EnrollmentId(ids.next());
            var unit = labs.get(number / LAB % labs.size());
            rows.devices.add(id, device, unit, hostname(number), serial(number), before(60));
            rows.placements.add(id, device, unit, before(60));
            rows.enrollments.add(
                    id, enrollment, device, device, token, Digest.of("key " + number), before(60));
            rows.presences.add(id, device, enrollment, before(number % 10), before(20), before(20));
            for (var section : sections(number)) {
                section(rows, device, section, HOLDS);
            }
            figures(rows, device, number);
        }
        rows.execute();
    }

    /** Of the last days; each device has some megabytes more or less than any other. */
    private void figures(Rows rows, DeviceId device, int number) {
        var root = Digest.of("root " + number);
        rows.passes.add(id, device, root, root, before(1));
        for (int day = 1; day <= FIGURE_DAYS; day++) {
            var text = Json.wire().writeValueAsBytes(told(number, day));
            var at = before(day);
            rows.figures.add(
                    id,
                    device,
                    at.atZone(ZoneOffset.UTC).toLocalDate().toString(),
                    at,
                    text.length,
                    deflated(text));
        }
    }

    private static VolatileFacts told(int number, int day) {
        long total = 240_000_000_000L;
        long free = total / 100 * (number % 97 + 2) + number * 4096L + day;
        return new VolatileFacts(
                Optional.of(
                        List.of(
                                new VolatileFacts.Space("/", free, total),
                                new VolatileFacts.Space("/boot", 300_000_000, 512_000_000))),
                Optional.of(3_000_000_000L + number * 4096L),
                Optional.of(Duration.ofHours(number % 200)),
                Optional.of(before(day).minus(Duration.ofHours(number % 200))),
                Optional.of(number % 900),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Lists of two thousand packages, each unlike every other in five packages at least; one in ten
     * lacks package-12. Ten days ago each of them had sixty packages in an earlier version.
     *
     * @return how many lists
     */
    int addPackages(int lists) {
        var usual = IntStream.range(0, PACKAGES).mapToObj(i -> installed(i, 0)).toList();
        var earlier =
                IntStream.range(0, PACKAGES)
                        .mapToObj(i ->
                                i < 1_500 || i >= 1_560
                                        ? installed(i, 0)
                                        : new InstalledPackage(
                                                "package-" + i,
                                                "0.9.0-1",
                                                "amd64",
                                                PackageSource.DPKG))
                        .toList();
        for (int from = 0; from < lists; from += LISTS_AT_ONCE) {
            int first = from;
            int end = Math.min(lists, from + LISTS_AT_ONCE);
            database.change(h -> {
                var rows = Rows.of(h);
                for (int list = first; list < end; list++) {
                    var section = packages(rows, usual, list);
                    var before = packages(rows, earlier, list);
                    for (int i = list; i < devices.size(); i += lists) {
                        section(rows, devices.get(i), before, PAST);
                        section(rows, devices.get(i), section, SINCE);
                    }
                }
                rows.execute();
            });
        }
        return lists;
    }

    private PackagesSection packages(Rows rows, List<InstalledPackage> usual, int list) {
        var random = new Random(list);
        var mine = new ArrayList<>(usual);
        for (int change = 0; change < 6; change++) {
            int which = random.nextInt(PACKAGES);
            mine.set(which, installed(which, 1 + random.nextInt(40)));
        }
        mine.set(7, installed(7, list % 5));
        // its own mark, so that no two lists are the same
        mine.set(8, installed(8, list));
        if (list % 10 == 0) {
            mine.remove(12);
        }
        var buckets = new TreeMap<String, Digest>();
        PackageBucket.spread(mine)
                .forEach((key, bucket) -> {
                    var text = CanonicalJson.text(bucket);
                    var digest = Digest.of(text);
                    buckets.put(key, digest);
                    if (stored.add(digest)) {
                        var bytes = text.getBytes(StandardCharsets.UTF_8);
                        rows.bodies.add(
                                id,
                                PackageBucket.KIND.name(),
                                digest,
                                bytes.length,
                                deflated(bytes),
                                before(50));
                    }
                });
        return new PackagesSection(mine.size(), Optional.empty(), buckets);
    }

    private static InstalledPackage installed(int number, int version) {
        return new InstalledPackage(
                "package-" + number, "1.0." + version + "-1", "amd64", PackageSource.DPKG);
    }

    /** From when to when; at last no end. */
    private record Valid(Instant from, Optional<Instant> to) {}

    private void section(Rows rows, DeviceId device, InventorySection section, Valid valid) {
        var text = CanonicalJson.text(section);
        var digest = Digest.of(text);
        var verdict =
                section instanceof VolumesSection volumes
                        ? volumes.protection().orElseThrow().name()
                        : null;
        var system =
                section instanceof OperatingSystemSection of
                        ? of.id().orElseThrow() + " " + of.version().orElseThrow()
                        : null;
        rows.sections.add(
                id,
                device,
                section.kind().name(),
                valid.from(),
                valid.to().orElse(null),
                digest,
                verdict,
                system,
                before(1),
                valid.from());
        if (stored.add(digest)) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            rows.bodies.add(
                    id, section.kind().name(), digest, bytes.length, deflated(bytes), before(50));
        }
    }

    private static Bytes deflated(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.copyOf(out.toByteArray());
    }

    private static String hostname(int number) {
        return "pc-%04d-%02d".formatted(number / LAB, number % LAB);
    }

    private static String serial(int number) {
        return "SN%07d".formatted(number);
    }

    static List<InventorySection> sections(int number) {
        int lab = number / LAB;
        return List.of(
                hardware(serial(number), lab),
                system(hostname(number)),
                network(number),
                volumes(lab),
                patches(new Random(lab)),
                new SecuritySection(
                        Optional.of(
                                new Firewall(FirewallKind.NFTABLES, lab % 7 != 0, Optional.of(12))),
                        Optional.of(lab % 3 != 0),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                new LocalUsersSection(
                        List.of(user("root", 0, true), user("student", 1000, lab % 11 == 0)),
                        Optional.empty()));
    }

    private static LocalUser user(String name, long number, boolean administrator) {
        return new LocalUser(
                name,
                number,
                Optional.of(administrator),
                Optional.of(false),
                Optional.of("/bin/bash"),
                Optional.empty(),
                Optional.empty());
    }

    private static HardwareSection hardware(String serial, int lab) {
        return new HardwareSection(
                Optional.of("Contoso"),
                Optional.of("Latitude 3340"),
                Optional.of(serial),
                Optional.of("004512"),
                Optional.empty(),
                Optional.of("laptop"),
                Optional.empty(),
                Optional.of("1.12"),
                Optional.empty(),
                Optional.of(false),
                new Processor(
                        Optional.of("12th Gen Intel(R) Core(TM) i3-12100T"),
                        Optional.of(1),
                        Optional.of(4),
                        Optional.of(8)),
                Optional.of((lab % 9 == 0 ? 4L : lab % 4 == 0 ? 16L : 8L) << 30),
                Optional.empty(),
                Optional.of(
                        List.of(
                                new HardwareSection.Disk(
                                        "nvme0n1",
                                        Optional.of(lab % 6 == 0 ? "WD Blue SN580" : "Micron 2450"),
                                        Optional.of("D" + serial),
                                        512_110_190_592L,
                                        Optional.of(HardwareSection.Medium.NVME),
                                        Optional.empty()))),
                Optional.empty());
    }

    private static OperatingSystemSection system(String hostname) {
        return new OperatingSystemSection(
                Optional.of("debian"),
                Optional.of("Debian GNU/Linux"),
                Optional.of("12"),
                Optional.of("bookworm"),
                Optional.of("Debian GNU/Linux 12 (bookworm)"),
                Optional.of("6.1.0-40-amd64"),
                Optional.of(List.of("6.1.0-40-amd64")),
                Optional.of("x86_64"),
                Optional.of(hostname),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static NetworkSection network(int number) {
        return new NetworkSection(
                List.of(
                        new NetworkSection.Interface(
                                "wlp1s0",
                                Optional.of(NetworkSection.LinkType.WIRELESS),
                                Optional.of(
                                        "02:00:00:%02x:%02x:%02x"
                                                .formatted(
                                                        number >> 16 & 255,
                                                        number >> 8 & 255,
                                                        number & 255)),
                                List.of("10.0.0.1"),
                                Optional.of(true),
                                Optional.of(866))));
    }

    private static VolumesSection volumes(int lab) {
        boolean encrypted = lab % 5 != 0;
        return new VolumesSection(
                List.of(
                        new Volume(
                                "/dev/mapper/root",
                                "/",
                                "ext4",
                                Optional.of(250_000_000_000L + lab),
                                Optional.of(encrypted),
                                encrypted
                                        ? Optional.of(EncryptionMethod.LUKS2)
                                        : Optional.empty())),
                Optional.of(List.of()),
                Optional.of(encrypted ? DeviceProtection.YES : DeviceProtection.NO));
    }

    private static PatchLevelSection patches(Random random) {
        var pending =
                IntStream.range(0, random.nextInt(40))
                        .mapToObj(i ->
                                new PendingUpdate(
                                        "package-" + i,
                                        Optional.of("amd64"),
                                        Optional.of("1.0.0-1"),
                                        "1.0.0-1+deb12u1",
                                        Optional.of(random.nextBoolean()),
                                        Optional.of("Debian-Security"),
                                        Optional.of(before(random.nextInt(40))),
                                        false))
                        .toList();
        return new PatchLevelSection(
                UpdateSystem.APT,
                Optional.of(pending),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(before(1)),
                Optional.of(pending.size() > 20),
                List.of(),
                Optional.empty());
    }
}

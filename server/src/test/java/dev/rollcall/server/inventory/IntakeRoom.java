package dev.rollcall.server.inventory;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.HardwareSection.Processor;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.InventorySection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.device.Description;
import dev.rollcall.server.device.Devices;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.testing.TestDistrict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Intake and questions on a real database, with a device that tells the truth unless asked not to.
 */
final class IntakeRoom {

    final Database database;
    final TestDistrict district;
    final Bodies bodies = new Bodies();
    final VolatileSeries series = new VolatileSeries();
    private final Devices devices =
            new Devices(new IdSource(InstantSource.system(), new Random(2)));
    final InventoryIntake intake =
            new InventoryIntake(
                    bodies,
                    (h, d, id, description, tag) -> devices.describe(h, d, id, description));
    final Deliveries deliveries;
    final Inventories inventories = new Inventories(bodies);

    IntakeRoom(Database database) {
        this(database, Runnable::run);
    }

    /**
     * @param work where bodies are read
     */
    IntakeRoom(Database database, Executor work) {
        this.database = database;
        this.district = new TestDistrict(database);
        this.deliveries = new Deliveries(database, intake, series, work);
    }

    static HardwareSection hardware(String serial) {
        return new HardwareSection(
                Optional.of("Contoso"),
                Optional.of("Lab 9"),
                Optional.of(serial),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Processor(Optional.of("x86"), Optional.of(1), Optional.of(4), Optional.of(8)),
                Optional.of(8L << 30),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static VolumesSection volumes(DeviceProtection protection) {
        return new VolumesSection(List.of(), Optional.of(List.of()), Optional.of(protection));
    }

    static List<InstalledPackage> packages(int count, String version) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new InstalledPackage(
                                "package-" + i,
                                i == 0 ? version : "1.0",
                                "amd64",
                                PackageSource.DPKG))
                .sorted()
                .toList();
    }

    static InventorySnapshot snapshot(List<InventorySection> sections) {
        return snapshot(sections, List.of());
    }

    /** With a packages section when there are packages. */
    static InventorySnapshot snapshot(
            List<InventorySection> sections, List<InstalledPackage> packages) {
        var texts = new HashMap<Digest, InventoryText>();
        var buckets = new TreeMap<String, Digest>();
        PackageBucket.spread(packages)
                .forEach((key, bucket) -> {
                    var text = CanonicalJson.text(bucket);
                    buckets.put(key, Digest.of(text));
                    texts.put(Digest.of(text), new InventoryText(PackageBucket.KIND, text));
                });
        var all =
                packages.isEmpty()
                        ? sections.stream()
                        : Stream.concat(
                                sections.stream(),
                                Stream.of(
                                        new PackagesSection(
                                                packages.size(), Optional.empty(), buckets)));
        var reports = new ArrayList<SectionReport>();
        all.forEach(section -> {
            var text = CanonicalJson.text(section);
            texts.put(Digest.of(text), new InventoryText(section.kind(), text));
            reports.add(SectionReport.ok(section.kind(), Digest.of(text), Duration.ofMinutes(1)));
        });
        return new InventorySnapshot(reports, texts);
    }

    Received report(EnrolledDevice device, SessionFacts session, List<SectionReport> reports) {
        return deliveries
                .sections(device, session, new Sections(reports), district.instant())
                .join();
    }

    Received send(EnrolledDevice device, SessionFacts session, InventoryBody body) {
        return deliveries.body(device, session, body, district.instant()).join();
    }

    /** Reports and sends all that is wanted. @return how many bodies were sent */
    int deliver(EnrolledDevice device, InventorySnapshot snapshot) {
        var session = district.session();
        var wanted = new ArrayList<>(report(device, session, snapshot.reports()).wanted());
        int sent = 0;
        while (!wanted.isEmpty()) {
            var digest = wanted.removeFirst();
            var text = snapshot.bodies().get(digest);
            wanted.addAll(send(device, session, whole(text, digest)).wanted());
            sent++;
        }
        deliveries.ended(session);
        return sent;
    }

    static InventoryBody whole(InventoryText text, Digest digest) {
        return new InventoryBody(text.kind(), digest, 0, 1, text.text());
    }

    Optional<InventoryPass> pass(EnrolledDevice device) {
        return database.read(h -> InventoryPasses.last(h, device));
    }

    /** As if it had checked in at that very instant. */
    Encryption encryption(EnrolledDevice device, Instant at) {
        return database.read(h ->
                inventories.encryption(h, device.district(), device.device(), at, Optional.of(at)));
    }

    /** What lists call the device. */
    Description described(EnrolledDevice device) {
        return database.read(h -> devices.find(h, device.district(), device.device()))
                .orElseThrow()
                .description();
    }

    List<InstalledPackage> packagesOf(EnrolledDevice device, Instant at) {
        return database.read(h -> inventories.packages(h, device.district(), device.device(), at));
    }

    List<SectionAt> sectionsOf(EnrolledDevice device) {
        return database.read(h ->
                inventories.sections(h, device.district(), device.device(), district.instant()));
    }

    List<Fact> factsOf(EnrolledDevice device) {
        return sectionsOf(device).stream()
                .map(SectionAt::kind)
                .filter(kind -> !kind.equals(PackagesSection.KIND))
                .flatMap(kind ->
                        textOf(device, kind).stream()
                                .flatMap(text ->
                                        Fact.of(kind, text.getBytes(StandardCharsets.UTF_8))
                                                .stream()))
                .toList();
    }

    Optional<String> textOf(EnrolledDevice device, SectionKind kind) {
        return database.read(h ->
                        inventories.text(
                                h, device.district(), device.device(), kind, district.instant()))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    Optional<VolatileFacts> volatileFacts(EnrolledDevice device, Instant at) {
        return database.read(h -> series.at(h, device.district(), device.device(), at))
                .map(VolatileSeries.Said::facts);
    }

    long count(String table) {
        return database.read(
                h -> h.createQuery("SELECT COUNT(*) FROM " + table).mapTo(Long.class).one());
    }
}

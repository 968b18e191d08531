package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.packages;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.query.FleetsReadAnew;
import dev.rollcall.server.device.query.TextPattern;
import dev.rollcall.server.inventory.software.Software;
import dev.rollcall.server.inventory.software.SoftwareCatalog;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

class SoftwareCatalogTest {

    private static SoftwareCatalog catalog(IntakeRoom room) {
        var contents = new StoredContents(room.bodies);
        return new SoftwareCatalog(room.database, new FleetsReadAnew(contents), contents);
    }

    private static List<Software> of(IntakeRoom room, Instant before, String name) {
        return of(catalog(room), room, before, name::equals);
    }

    private static List<Software> of(
            SoftwareCatalog catalog, IntakeRoom room, Instant before, Predicate<String> name) {
        return catalog.of(question(room, before, List.of(Unit.root(room.district.id()))), name, "")
                .toList();
    }

    private static SoftwareCatalog.Question question(
            IntakeRoom room, Instant before, List<UnitId> units) {
        return new SoftwareCatalog.Question(
                room.district.id(), units, room.district.instant(), before);
    }

    /** How many have it now, and how many had it. */
    private static Map<String, List<Long>> counts(List<Software> found) {
        var counts = new TreeMap<String, List<Long>>();
        found.forEach(title ->
                counts.put(
                        title.name(), List.of(title.spread().devices(), title.spread().before())));
        return counts;
    }

    private static InstalledPackage installed(String name, String version) {
        return new InstalledPackage(name, version, "amd64", PackageSource.DPKG);
    }

    /** It joined by a token; who did not, or left, has nothing. */
    static EnrolledDevice enrolled(IntakeRoom room) {
        var device = room.district.device();
        var token = device.enrollment().value();
        var now = room.district.instant();
        room.database.change(h -> {
            h.execute(
                    """
                    INSERT INTO enrollment_token (district_id, id, unit_id, hash, uses, used,
                        created_at, expires_at) VALUES (?, ?, ?, ?, 1, 1, ?, ?)
                    """,
                    device.district(),
                    token,
                    device.unit(),
                    Digest.of("token " + token),
                    now,
                    now);
            h.execute(
                    """
                    INSERT INTO enrollment (district_id, id, device_id, record_id, token_id,
                        key_fingerprint, key_protection, address_kind, started_at)
                    VALUES (?, ?, ?, ?, ?, ?, 'file', 'private', ?)
                    """,
                    device.district(),
                    device.enrollment(),
                    device.device(),
                    device.device(),
                    token,
                    Digest.of("key"),
                    now);
        });
        return device;
    }

    @StorageTest
    void aTitleSaysOnHowManyDevicesItIsAndWasAndSinceWhen(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var start = room.district.instant();
            var one = enrolled(room);
            var two = enrolled(room);
            room.deliver(room.district.device(), snapshot(List.of(), packages(50, "1.0")));
            room.deliver(one, snapshot(List.of(), packages(50, "1.0")));
            room.deliver(two, snapshot(List.of(), packages(50, "1.0")));
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(10));
            room.deliver(one, snapshot(List.of(), packages(60, "1.1")));
            var three = enrolled(room);
            room.deliver(three, snapshot(List.of(), packages(50, "1.0")));

            assertThat(of(room, before, "package-0"))
                    .singleElement()
                    .satisfies(title -> {
                        assertThat(title.spread()).isEqualTo(new Software.Spread(3, 2, start));
                        assertThat(title.inOrder())
                                .extracting(
                                        Software.Version::text,
                                        version -> version.spread().devices(),
                                        version -> version.spread().before())
                                .containsExactly(tuple("1.0", 2L, 2L), tuple("1.1", 1L, 0L));
                    });
            assertThat(of(room, before, "package-55"))
                    .singleElement()
                    .satisfies(title ->
                            assertThat(title.spread())
                                    .isEqualTo(new Software.Spread(1, 0, room.district.instant())));
            assertThat(of(room, before, "nothing")).isEmpty();
        }
    }

    @StorageTest
    void namesAreInOrderFromWhereAPageBeginsAndOnlyThoseThatMatch(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            room.deliver(
                    enrolled(room),
                    snapshot(
                            List.of(),
                            List.of(
                                    installed("firefox", "1"),
                                    installed("firefox-esr", "1"),
                                    installed("openssl", "1"),
                                    installed("firefox-l10n", "1"))));
            var catalog = catalog(room);
            var question =
                    question(room, room.district.instant(), List.of(Unit.root(room.district.id())));
            Predicate<String> name = TextPattern.of("FIREFOX*")::matches;

            assertThat(catalog.of(question, name, "").map(Software::name))
                    .containsExactly("firefox", "firefox-esr", "firefox-l10n");
            assertThat(catalog.of(question, name, "firefox-esr").map(Software::name))
                    .containsExactly("firefox-esr", "firefox-l10n");
            assertThat(catalog.of(question, name, "firefox-f").map(Software::name))
                    .containsExactly("firefox-l10n");
            assertThat(catalog.of(question, name, "zoom")).isEmpty();
        }
    }

    @StorageTest
    void devicesCountWhereTheyAreNow(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var root = Unit.root(room.district.id());
            var lab =
                    room.database.write(h ->
                            new Units(new IdSource(room.district, new Random(5)))
                                    .create(
                                            h,
                                            room.district.id(),
                                            root,
                                            UnitKind.LAB,
                                            "lab",
                                            "Lab",
                                            room.district.instant()));
            var stays = enrolled(room);
            var moves = enrolled(room);
            room.deliver(stays, snapshot(List.of(), List.of(installed("one", "1"))));
            room.deliver(moves, snapshot(List.of(), List.of(installed("two", "1"))));
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(2));
            room.deliver(moves, snapshot(List.of(), List.of(installed("three", "1"))));
            room.database.change(h ->
                    h.execute("UPDATE device SET unit_id = ? WHERE id = ?", lab, moves.device()));
            var catalog = catalog(room);

            assertThat(
                            counts(
                                    catalog.of(question(room, before, List.of(lab)), _ -> true, "")
                                            .toList()))
                    .isEqualTo(Map.of("two", List.of(0L, 1L), "three", List.of(1L, 0L)));
            assertThat(
                            counts(
                                    catalog.of(question(room, before, List.of(root)), _ -> true, "")
                                            .toList()))
                    .isEqualTo(Map.of("one", List.of(1L, 1L)));
            assertThat(catalog.of(question(room, before, List.of()), _ -> true, "")).isEmpty();
        }
    }

    @StorageTest
    void aDeviceCountsByTheListThatItHasLast(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = enrolled(room);
            room.deliver(
                    device,
                    snapshot(List.of(), List.of(installed("old", "1"), installed("kept", "1"))));
            var before = room.district.instant();
            var catalog = catalog(room);
            assertThat(counts(of(catalog, room, before, _ -> true)))
                    .isEqualTo(Map.of("old", List.of(1L, 1L), "kept", List.of(1L, 1L)));

            room.district.forward(Duration.ofDays(1));
            room.deliver(
                    device,
                    snapshot(List.of(), List.of(installed("kept", "2"), installed("new", "1"))));

            assertThat(counts(of(catalog, room, before, _ -> true)))
                    .isEqualTo(
                            Map.of(
                                    "old", List.of(0L, 1L),
                                    "kept", List.of(1L, 1L),
                                    "new", List.of(1L, 0L)));
        }
    }

    @StorageTest
    void whoIsNotEnrolledOrPartOfAnotherRecordIsNotCounted(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var stays = enrolled(room);
            var retired = enrolled(room);
            var merged = enrolled(room);
            for (var device : List.of(stays, retired, merged)) {
                room.deliver(device, snapshot(List.of(), packages(3, "1.0")));
            }
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            room.database.change(h -> {
                h.execute(
                        "UPDATE enrollment SET ended_at = ?, end_reason = 'retired' WHERE record_id = ?",
                        room.district.instant(),
                        retired.device());
                h.execute(
                        "UPDATE device SET merged_into = ? WHERE id = ?",
                        stays.device(),
                        merged.device());
            });

            assertThat(counts(of(room, before, "package-1")))
                    .isEqualTo(Map.of("package-1", List.of(1L, 1L)));
        }
    }

    @StorageTest
    void versionsAreInTheOrderOfTheirPackageSystemAndADeviceWithTwoCountsOnce(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            room.deliver(
                    enrolled(room),
                    snapshot(
                            List.of(),
                            List.of(
                                    installed("lib", "1.10-1"),
                                    installed("lib", "1.9-1"),
                                    new InstalledPackage(
                                            "lib", "1.9-1", "i386", PackageSource.DPKG),
                                    new InstalledPackage(
                                            "lib", "7", "x64", PackageSource.FLATPAK))));
            room.deliver(
                    enrolled(room),
                    snapshot(
                            List.of(),
                            List.of(installed("lib", "1:1.0-1"), installed("lib", "1.10~rc1-1"))));

            var found = of(room, room.district.instant(), "lib");

            assertThat(found)
                    .extracting(Software::source, title -> title.spread().devices())
                    .containsExactly(
                            tuple(PackageSource.DPKG, 2L), tuple(PackageSource.FLATPAK, 1L));
            assertThat(found.getFirst().inOrder())
                    .extracting(Software.Version::text, version -> version.spread().devices())
                    .containsExactly(
                            tuple("1.9-1", 1L),
                            tuple("1.10~rc1-1", 1L),
                            tuple("1.10-1", 1L),
                            tuple("1:1.0-1", 1L));
        }
    }

    /** The past is read once and kept; what became of it meanwhile shows some hours later. */
    @StorageTest
    void whatWasBeforeIsKeptForHours(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = enrolled(room);
            room.deliver(device, snapshot(List.of(), packages(1, "1.0")));
            var before = room.district.instant();
            var catalog = catalog(room);
            room.deliver(device, snapshot(List.of(), packages(1, "1.1")));
            // may yet change: this one is not kept
            assertThat(of(catalog, room, before, _ -> true).getFirst().versions())
                    .containsOnlyKeys("1.1");
            room.district.forward(Duration.ofHours(1));
            room.deliver(device, snapshot(List.of(), packages(1, "1.2")));
            assertThat(of(catalog, room, before, _ -> true).getFirst().versions())
                    .containsOnlyKeys("1.1", "1.2");
            room.database.change(
                    h -> h.execute("DELETE FROM inventory_section WHERE valid_to IS NOT NULL"));

            room.district.forward(Duration.ofHours(6));
            assertThat(of(catalog, room, before, _ -> true).getFirst().versions())
                    .containsOnlyKeys("1.1", "1.2");

            room.district.forward(Duration.ofSeconds(1));
            assertThat(of(catalog, room, before, _ -> true).getFirst().versions())
                    .containsOnlyKeys("1.2");
        }
    }

    /** Against a count of each device alone. */
    @StorageTest
    void countsAreExactWhateverDevicesShare(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var random = new Random(20261203);
            var devices = IntStream.range(0, 12).mapToObj(_ -> enrolled(room)).toList();
            var has = new HashMap<EnrolledDevice, List<InstalledPackage>>();
            deliverRandomly(room, random, devices, has);
            var had = Map.copyOf(has);
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(3));
            deliverRandomly(room, random, devices.subList(3, 12), has);

            var expected = new TreeMap<String, List<Long>>();
            for (int i = 0; i < 8; i++) {
                var name = "p-" + i;
                var counts = List.of(holders(has, name), holders(had, name));
                if (counts.get(0) + counts.get(1) > 0) {
                    expected.put(name, counts);
                }
            }

            assertThat(counts(of(catalog(room), room, before, _ -> true))).isEqualTo(expected);
        }
    }

    private static void deliverRandomly(
            IntakeRoom room,
            Random random,
            List<EnrolledDevice> devices,
            Map<EnrolledDevice, List<InstalledPackage>> has) {
        for (var device : devices) {
            var mine = new HashSet<InstalledPackage>();
            for (int i = 0; i < 4; i++) {
                mine.add(installed("p-" + random.nextInt(8), "1." + random.nextInt(3)));
            }
            var list = new ArrayList<>(mine);
            room.deliver(device, snapshot(List.of(), list));
            has.put(device, list);
        }
    }

    private static long holders(Map<EnrolledDevice, List<InstalledPackage>> lists, String name) {
        return lists.values().stream()
                .filter(list -> list.stream().anyMatch(one -> one.name().equals(name)))
                .count();
    }
}

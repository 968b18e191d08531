package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.InstalledPackage;
import dev.rollcall.common.inventory.PackageBucket;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.DeviceSelection.Question;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.storage.TouchedDevices;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is answered from memory is what the database answers. */
class FleetIndexTest {

    private static final Digest POLICY = Digest.of("policy");

    private final Random random = new Random(20261128);
    private final Units units =
            new Units(new IdSource(InstantSource.fixed(RandomDevices.NOW), random));

    /** A district with devices, in a database and in memory. */
    private final class Fixture implements AutoCloseable {

        private final TestDatabase.Fresh fresh;
        private final DistrictId district;
        private final UnitId lincoln;
        private final UUID token = new UUID(1, 1);
        private final List<DeviceId> devices = new ArrayList<>();
        private final FleetIndex index;
        private final DeviceSelection selection;

        Fixture(TestDatabase engine, int count) {
            var now = RandomDevices.NOW;
            fresh = engine.fresh();
            var database = fresh.database();
            district =
                    database.write(
                            h -> units.createDistrict(h, "north", "North", ZoneOffset.UTC, now));
            lincoln =
                    database.write(h ->
                            units.create(
                                    h,
                                    district,
                                    Unit.root(district),
                                    UnitKind.SCHOOL,
                                    "lincoln",
                                    "Lincoln",
                                    now));
            database.change(h ->
                    h.execute(
                            "INSERT INTO enrollment_token (district_id, id, unit_id, hash, uses, used, created_at, expires_at)"
                                    + " VALUES (?, ?, ?, ?, 1, 1, ?, ?)",
                            district,
                            token,
                            Unit.root(district),
                            Digest.of("token"),
                            now,
                            now));
            add(count);
            index = FleetIndex.start(database, (h, d, digests) -> bodies(digests));
            selection =
                    new DeviceSelection(
                            new QueryContexts(
                                    units,
                                    (h, d, wanted) -> buckets(wanted),
                                    (h, d) ->
                                            List.of(
                                                    new InForce(
                                                            POLICY,
                                                            2,
                                                            List.of(
                                                                    Unit.root(district),
                                                                    lincoln)))),
                            Optional.of(index));
            await().until(() -> index.of(district).isPresent());
        }

        void add(int count) {
            fresh.database()
                    .change(h -> {
                        var maker = new RandomDevices(h, district, POLICY, random);
                        for (int i = 0; i < count; i++) {
                            boolean below = random.nextBoolean();
                            var made =
                                    maker.make(
                                            below ? lincoln : Unit.root(district),
                                            below ? List.of("north", "lincoln") : List.of("north"),
                                            token);
                            devices.add(made.id());
                            TouchedDevices.noteAll(h, district, made.id());
                        }
                    });
        }

        Question question(String query) {
            return new Question(
                    district,
                    Set.of(Unit.root(district), lincoln),
                    Query.parse(query),
                    RandomDevices.NOW);
        }

        void agreesOn(String query) {
            fresh.database()
                    .read(h -> {
                        assertThat(selection.count(h, question(query)))
                                .as(query)
                                .isEqualTo(selection.countInDatabase(h, question(query)));
                        assertThat(selection.page(h, question(query), Optional.empty(), 1000))
                                .as(query)
                                .containsExactlyInAnyOrderElementsOf(
                                        selection.pageFromDatabase(
                                                h, question(query), Optional.empty(), 1000));
                        return true;
                    });
        }

        @Override
        public void close() {
            index.close();
            fresh.close();
        }
    }

    private static List<Digest> buckets(Predicate<InstalledPackage> wanted) {
        return RandomDevices.PACKAGES.stream().filter(wanted).map(RandomDevices::bucket).toList();
    }

    private static Map<Digest, byte[]> bodies(Collection<Digest> wanted) {
        return RandomDevices.PACKAGES.stream()
                .filter(one -> wanted.contains(RandomDevices.bucket(one)))
                .collect(
                        Collectors.toMap(
                                RandomDevices::bucket,
                                one ->
                                        CanonicalJson.text(new PackageBucket(List.of(one)))
                                                .getBytes(StandardCharsets.UTF_8)));
    }

    @StorageTest
    void memoryAnswersAsTheDatabaseDoes(TestDatabase engine) {
        try (var fixture = new Fixture(engine, 150)) {
            assertThat(fixture.index.devices()).isEqualTo(150);
            var queries = new RandomQueries(random);
            Stream.concat(
                            RandomQueries.atoms().stream()
                                    .filter(a -> !a.contains("lab-204"))
                                    .flatMap(a -> Stream.of(a, "not " + a)),
                            Stream.generate(queries::next)
                                    .filter(q -> !q.contains("lab-204"))
                                    .limit(200))
                    .forEach(fixture::agreesOn);
            assertThat(fixture.index.check()).isEmpty();
        }
    }

    @StorageTest
    void whatACommandTouchedIsKnownToTheNextQuestion(TestDatabase engine) {
        try (var fixture = new Fixture(engine, 40)) {
            for (int round = 0; round < 30; round++) {
                var device = fixture.devices.get(random.nextInt(fixture.devices.size()));
                var name = "changed-" + round;
                fixture.fresh
                        .database()
                        .change(h -> {
                            h.execute(
                                    "UPDATE device SET hostname = ? WHERE district_id = ? AND id = ?",
                                    name,
                                    fixture.district,
                                    device);
                            TouchedDevices.note(
                                    h, fixture.district, device, TouchedDevices.Part.REGISTRY);
                        });
                fixture.agreesOn("hostname:" + name + " or status:revoked,retired");
            }
            fixture.add(20);
            fixture.agreesOn("");
            fixture.agreesOn("package:openssl<3.0.15 or disk.count>1");
            assertThat(fixture.index.devices()).isEqualTo(60);
        }
    }

    @StorageTest
    void aWriteThatNobodyNotedIsFoundByTheCheckAndRepaired(TestDatabase engine) {
        try (var fixture = new Fixture(engine, 10)) {
            var device = fixture.devices.getFirst();
            fixture.fresh
                    .database()
                    .change(h ->
                            h.execute(
                                    "UPDATE device SET hostname = 'unnoted' WHERE district_id = ? AND id = ?",
                                    fixture.district,
                                    device));

            assertThat(fixture.index.check()).containsExactly(device);

            await().until(() -> fixture.index.of(fixture.district).isPresent());
            assertThat(fixture.index.check()).isEmpty();
            fixture.agreesOn("hostname:unnoted or status:revoked,retired");
        }
    }

    @StorageTest
    void aPageBeginsBehindTheLastOneWhateverBecameOfIt(TestDatabase engine) {
        try (var fixture = new Fixture(engine, 30)) {
            fixture.fresh
                    .database()
                    .read(h -> {
                        var all = "status:enrolled,revoked,retired,expected";
                        var whole =
                                fixture.selection.page(
                                        h, fixture.question(all), Optional.empty(), 100);
                        var seen = new ArrayList<DeviceId>();
                        var after = Optional.<DeviceId>empty();
                        do {
                            var page = fixture.selection.page(h, fixture.question(all), after, 4);
                            page.forEach(d -> seen.add(d.id()));
                            after =
                                    page.size() < 4
                                            ? Optional.empty()
                                            : Optional.of(page.getLast().id());
                        } while (after.isPresent());
                        assertThat(seen)
                                .containsExactlyElementsOf(
                                        whole.stream().map(SelectedDevice::id).toList());
                        return true;
                    });
        }
    }
}

package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.DeviceSelection.Question;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.storage.TouchedDevices;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Memory that follows what commands write says what the database, read anew, says. */
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
        private final RandomContents contents = new RandomContents();
        private final DeviceSelection selection;
        private final DeviceSelection anew;

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
            index = FleetIndex.start(database, contents);
            var contexts =
                    new QueryContexts(
                            units,
                            (h, d) ->
                                    List.of(
                                            new InForce(
                                                    POLICY,
                                                    2,
                                                    List.of(Unit.root(district), lincoln))));
            selection = new DeviceSelection(contexts, index);
            anew = new DeviceSelection(contexts, new FleetsReadAnew(contents));
            database.read(h -> index.of(h, district));
        }

        void add(int count) {
            fresh.database()
                    .change(h -> {
                        var maker = new RandomDevices(h, district, POLICY, random, contents);
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

        /** A device of which nothing else is known. */
        void withPackages(Handle h, DeviceId device, Digest list) {
            h.execute(
                    "INSERT INTO device (district_id, id, unit_id, created_at) VALUES (?, ?, ?, ?)",
                    district,
                    device,
                    lincoln,
                    RandomDevices.NOW);
            h.execute(
                    "INSERT INTO inventory_section (district_id, device_id, kind, valid_from, state, digest,"
                            + " collected_at, received_at) VALUES (?, ?, 'packages', ?, 'OK', ?, ?, ?)",
                    district,
                    device,
                    RandomDevices.NOW,
                    list,
                    RandomDevices.NOW,
                    RandomDevices.NOW);
            TouchedDevices.noteAll(h, district, device);
        }

        void rename(DeviceId device, String name) {
            fresh.database()
                    .change(h -> {
                        h.execute(
                                "UPDATE device SET hostname = ? WHERE district_id = ? AND id = ?",
                                name,
                                district,
                                device);
                        TouchedDevices.note(h, district, device, TouchedDevices.Part.REGISTRY);
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
                                .isEqualTo(anew.count(h, question(query)));
                        assertThat(selection.page(h, question(query), Optional.empty(), 1000))
                                .as(query)
                                .containsExactlyInAnyOrderElementsOf(
                                        anew.page(h, question(query), Optional.empty(), 1000));
                        return true;
                    });
        }

        @Override
        public void close() {
            index.close();
            fresh.close();
        }
    }

    @StorageTest
    void memoryAnswersAsWhatIsReadAnew(TestDatabase engine) {
        try (var fixture = new Fixture(engine, 150)) {
            fixture.agreesOn("");
            assertThat(fixture.index.devices()).isEqualTo(150);
            var queries = new RandomQueries(random);
            Stream.concat(
                            RandomQueries.atoms().stream()
                                    .filter(a -> !a.contains("lab-204"))
                                    .filter(a -> random.nextInt(4) == 0),
                            Stream.generate(queries::next)
                                    .filter(q -> !q.contains("lab-204"))
                                    .limit(20))
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
                fixture.rename(device, name);
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

            assertThat(fixture.index.check()).isEmpty();
            fixture.agreesOn("hostname:unnoted or status:revoked,retired");
        }
    }

    /** More lists of packages come than twice as many as there were: they are read anew beside. */
    @StorageTest
    void whatIsPastIsForgottenWithoutAnyQuestionWaiting(TestDatabase engine) {
        try (var fixture = new Fixture(engine, 3)) {
            var database = fixture.fresh.database();
            database.change(h -> {
                for (int i = 0; i < 2_100; i++) {
                    fixture.withPackages(h, new DeviceId(new UUID(7, i)), Digest.of("list " + i));
                }
            });
            assertThat(database.read(h -> fixture.index.of(h, fixture.district)).isWorn()).isTrue();

            await().until(() -> {
                fixture.rename(fixture.devices.getFirst(), "touched");
                return !database.read(h -> fixture.index.of(h, fixture.district)).isWorn();
            });

            fixture.rename(fixture.devices.getFirst(), "afterwards");
            fixture.agreesOn("");
            assertThat(fixture.index.check()).isEmpty();
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

package dev.rollcall.server.device.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.device.query.DeviceSelection.Question;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

class DeviceSelectionTest {

    private static final Digest POLICY = Digest.of("policy");

    private final Random random = new Random(20261123);
    private final Units units =
            new Units(new IdSource(InstantSource.fixed(RandomDevices.NOW), random));

    /** A district with devices, on which everything is asked. */
    private final class Fixture {

        private final Handle handle;
        private final DistrictId district;
        private final UnitId lincoln;
        private final UnitId lab;
        private final List<RandomDevices.Made> devices = new ArrayList<>();
        private final RandomContents contents = new RandomContents();
        private final DeviceSelection selection;

        Fixture(Handle handle, int count) {
            this.handle = handle;
            var now = RandomDevices.NOW;
            district = units.createDistrict(handle, "north", "North", ZoneOffset.UTC, now);
            lincoln =
                    units.create(
                            handle, district, root(), UnitKind.SCHOOL, "lincoln", "Lincoln", now);
            lab = units.create(handle, district, lincoln, UnitKind.LAB, "lab-204", "Lab", now);
            var token = new UUID(1, 1);
            handle.execute(
                    "INSERT INTO enrollment_token (district_id, id, unit_id, hash, uses, used, created_at, expires_at)"
                            + " VALUES (?, ?, ?, ?, 1, 1, ?, ?)",
                    district,
                    token,
                    root(),
                    Digest.of("token"),
                    now,
                    now);
            var maker = new RandomDevices(handle, district, POLICY, random, contents);
            var paths =
                    Map.of(
                            root(),
                            List.of("north"),
                            lincoln,
                            List.of("north", "lincoln"),
                            lab,
                            List.of("north", "lincoln", "lab-204"));
            var choice = List.of(root(), lincoln, lab);
            for (int i = 0; i < count; i++) {
                var unit = choice.get(random.nextInt(3));
                devices.add(maker.make(unit, paths.get(unit), token));
            }
            var fleet = FleetIndex.whole(handle, district, contents);
            selection =
                    new DeviceSelection(
                            new QueryContexts(units, (h, d) -> inForce()), (h, d) -> fleet);
        }

        UnitId root() {
            return Unit.root(district);
        }

        private List<InForce> inForce() {
            return List.of(new InForce(POLICY, 2, List.of(root(), lincoln, lab)));
        }

        Question question(String query) {
            return new Question(
                    district, Set.of(root(), lincoln, lab), Query.parse(query), RandomDevices.NOW);
        }

        Map<DeviceId, Truth> selected(String query) {
            return selection.page(handle, question(query), Optional.empty(), 10_000).stream()
                    .collect(Collectors.toMap(SelectedDevice::id, SelectedDevice::answer));
        }

        Map<DeviceId, Truth> meant(String query) {
            var whole = Query.parse(query).aboutEnrolled();
            return devices.stream()
                    .map(d -> Map.entry(d.id(), QueryEvaluator.evaluate(whole, d.facts())))
                    .filter(e -> e.getValue() != Truth.NO)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    private <T> T on(TestDatabase engine, int devices, Function<Fixture, T> test) {
        try (var fresh = engine.fresh()) {
            return fresh.database().write(h -> test.apply(new Fixture(h, devices)));
        }
    }

    @StorageTest
    void theSelectionAnswersAsTheReferenceDoes(TestDatabase engine) {
        on(
                engine,
                150,
                fixture -> {
                    var queries = new RandomQueries(random);
                    Stream.concat(
                                    RandomQueries.atoms().stream()
                                            .flatMap(a -> Stream.of(a, "not " + a)),
                                    Stream.generate(queries::next).limit(250))
                            .forEach(query ->
                                    assertThat(fixture.selected(query))
                                            .as(query)
                                            .isEqualTo(fixture.meant(query)));
                    return true;
                });
    }

    @StorageTest
    void countsAreThoseOfTheReference(TestDatabase engine) {
        on(
                engine,
                150,
                fixture -> {
                    for (var query :
                            List.of(
                                    "",
                                    "org:lincoln and encrypted:no,unknown,stale",
                                    "org:lab-204 and not encrypted:yes",
                                    "encrypted:no,unknown and updates:pending",
                                    "presence:late,missing status:revoked")) {
                        var counts =
                                fixture.selection.count(fixture.handle, fixture.question(query));
                        var meant = fixture.meant(query).values();
                        assertThat(counts.matched()).isEqualTo(count(meant, Truth.YES));
                        assertThat(counts.unknown()).isEqualTo(count(meant, Truth.UNKNOWN));
                        assertThat(counts.stale()).isEqualTo(count(meant, Truth.STALE));
                        var scope = Query.parse(query).aboutEnrolled().scope();
                        assertThat(counts.total())
                                .isEqualTo(
                                        fixture.devices.stream()
                                                .filter(d ->
                                                        QueryEvaluator.evaluate(scope, d.facts())
                                                                == Truth.YES)
                                                .count());
                        counts.by()
                                .ifPresent(split ->
                                        assertThat(
                                                        split.answers().stream()
                                                                .mapToLong(
                                                                        SelectionCounts.Count
                                                                                ::count)
                                                                .sum())
                                                .isEqualTo(counts.matched()));
                    }
                    return true;
                });
    }

    private static long count(java.util.Collection<Truth> truths, Truth which) {
        return truths.stream().filter(truth -> truth == which).count();
    }

    @StorageTest
    void pagesAreWholeAndNothingOutsideOfTheVisibleUnitsIsTold(TestDatabase engine) {
        on(
                engine,
                60,
                fixture -> {
                    var inLab =
                            new Question(
                                    fixture.district,
                                    Set.of(fixture.lab),
                                    Query.parse(""),
                                    RandomDevices.NOW);
                    var seen = new ArrayList<DeviceId>();
                    var after = Optional.<DeviceId>empty();
                    do {
                        var page = fixture.selection.page(fixture.handle, inLab, after, 7);
                        page.forEach(device -> seen.add(device.id()));
                        after =
                                page.size() < 7
                                        ? Optional.empty()
                                        : Optional.of(page.getLast().id());
                    } while (after.isPresent());

                    assertThat(seen)
                            .doesNotHaveDuplicates()
                            .containsExactlyInAnyOrderElementsOf(
                                    fixture.selected("org:lab-204").keySet());
                    assertThat(fixture.selection.count(fixture.handle, inLab).total())
                            .isEqualTo(seen.size());
                    assertThat(fixture.selection.matching(fixture.handle, inLab))
                            .hasSameElementsAs(seen);
                    return true;
                });
    }

    @StorageTest
    void aUnitThatIsNotThereIsAMistakeWithTheNearestName(TestDatabase engine) {
        on(
                engine,
                1,
                fixture -> {
                    assertThatThrownBy(() ->
                                    fixture.selection.count(
                                            fixture.handle, fixture.question("org:lincon")))
                            .isInstanceOf(Problem.class)
                            .hasMessageContaining("did you mean lincoln?");
                    return true;
                });
    }
}

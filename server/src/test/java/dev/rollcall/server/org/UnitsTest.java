package dev.rollcall.server.org;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

class UnitsTest {

    private static final Instant MONDAY = Instant.parse("2026-11-02T08:00:00Z");
    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

    private final Units units = new Units(new IdSource(() -> MONDAY, new SplittableRandom(1)));

    private DistrictId springfield(Database database) {
        return database.write(
                h -> units.createDistrict(h, "springfield", "Springfield", CHICAGO, MONDAY));
    }

    private UnitId school(Database database, DistrictId district, UnitId parent, String slug) {
        return database.write(
                h -> units.create(h, district, parent, UnitKind.SCHOOL, slug, slug, MONDAY));
    }

    @StorageTest
    void aDistrictsRootUnitHasItsId(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var district = springfield(fresh.database());

            var tree = fresh.database().read(h -> units.tree(h, district));

            assertThat(tree.all())
                    .singleElement()
                    .satisfies(root -> {
                        assertThat(root.id()).isEqualTo(Unit.root(district));
                        assertThat(root.zone()).isEqualTo(CHICAGO);
                    });
            District found =
                    fresh.database().read(h -> units.district(h, "springfield").orElseThrow());
            assertThat(found.id()).isEqualTo(district);
        }
    }

    @StorageTest
    void districtsBelongToTheProviderWhereThereIsOne(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var provider =
                    database.write(
                            h -> units.createProvider(h, "acme", "Acme IT", CHICAGO, MONDAY));
            springfield(database);

            assertThat(database.read(units::districts))
                    .extracting(d -> d.provider().isPresent())
                    .containsExactly(false, true);
            assertThat(database.read(h -> units.provider(h)).orElseThrow().id())
                    .isEqualTo(provider);
            assertRefused(
                    ProblemCode.CONFLICT,
                    () -> database.write(h -> units.createProvider(h, "b", "B", CHICAGO, MONDAY)));
        }
    }

    @StorageTest
    void slugsAreUniqueInADistrictAndFreeInAnother(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = springfield(database);
            var other =
                    database.write(
                            h -> units.createDistrict(h, "shelby", "Shelby", CHICAGO, MONDAY));
            school(database, district, Unit.root(district), "lincoln");

            assertRefused(
                    ProblemCode.CONFLICT,
                    () -> school(database, district, Unit.root(district), "lincoln"));
            assertThat(school(database, other, Unit.root(other), "lincoln")).isNotNull();
            assertRefused(
                    ProblemCode.CONFLICT,
                    () ->
                            database.write(
                                    h -> units.createDistrict(h, "shelby", "S", CHICAGO, MONDAY)));
        }
    }

    @StorageTest
    void aUnitOfAnotherDistrictIsUnknownHere(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = springfield(database);
            var other =
                    database.write(
                            h -> units.createDistrict(h, "shelby", "Shelby", CHICAGO, MONDAY));
            var lincoln = school(database, district, Unit.root(district), "lincoln");

            assertRefused(ProblemCode.NOT_FOUND, () -> school(database, other, lincoln, "annex"));
            assertRefused(
                    ProblemCode.NOT_FOUND,
                    () -> database.change(h -> units.rename(h, other, lincoln, "X", MONDAY)));
            assertRefused(
                    ProblemCode.NOT_FOUND,
                    () -> school(database, new DistrictId(new UUID(7, 7)), lincoln, "nowhere"));
        }
    }

    @StorageTest
    void thePastOfNamesAndParentsIsKept(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = springfield(database);
            var lincoln = school(database, district, Unit.root(district), "lincoln");
            var adams = school(database, district, Unit.root(district), "adams");
            var tuesday = MONDAY.plus(Duration.ofDays(1));

            database.change(h -> units.rename(h, district, lincoln, "Lincoln Middle", tuesday));
            database.change(h -> units.move(h, district, lincoln, adams, tuesday));

            var before = database.read(h -> units.treeAt(h, district, MONDAY)).unit(lincoln).get();
            var after = database.read(h -> units.treeAt(h, district, tuesday)).unit(lincoln).get();
            assertThat(before.name()).isEqualTo("lincoln");
            assertThat(before.parent()).contains(Unit.root(district));
            assertThat(after.name()).isEqualTo("Lincoln Middle");
            assertThat(after.parent()).contains(adams);
            assertRefused(
                    ProblemCode.INVALID_VALUE,
                    () -> database.change(h -> units.move(h, district, adams, lincoln, tuesday)));
        }
    }

    @StorageTest
    void aTimeZoneHoldsForTheUnitsBelow(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = springfield(database);
            var lincoln = school(database, district, Unit.root(district), "lincoln");
            var annex = school(database, district, lincoln, "annex");
            var denver = ZoneId.of("America/Denver");

            database.change(h -> units.setTimeZone(h, district, lincoln, denver, MONDAY));

            var tree = database.read(h -> units.tree(h, district));
            assertThat(tree.unit(annex).get().zone()).isEqualTo(denver);
            assertThat(tree.find("springfield").get().zone()).isEqualTo(CHICAGO);
        }
    }

    @StorageTest
    void aGraceForReturningHoldsForTheUnitsBelowAndItsPastIsKept(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = springfield(database);
            var lincoln = school(database, district, Unit.root(district), "lincoln");
            var annex = school(database, district, lincoln, "annex");
            var tuesday = MONDAY.plus(Duration.ofDays(1));
            var wednesday = MONDAY.plus(Duration.ofDays(2));

            grace(database, district, lincoln, Optional.of(30), tuesday);
            grace(database, district, annex, Optional.of(0), tuesday);
            grace(database, district, annex, Optional.empty(), wednesday);

            var tree = database.read(h -> units.tree(h, district));
            assertThat(tree.find("springfield").get().returnGrace())
                    .isEqualTo(new ReturnGrace(400, true));
            assertThat(tree.unit(lincoln).get().returnGrace())
                    .isEqualTo(new ReturnGrace(30, false));
            assertThat(tree.unit(annex).get().returnGrace()).isEqualTo(new ReturnGrace(30, true));
            Duration holds = database.read(h -> units.returnGrace(h, district, annex));
            assertThat(holds).isEqualTo(Duration.ofDays(30));
            var before = database.read(h -> units.treeAt(h, district, tuesday));
            assertThat(before.unit(annex).get().returnGrace()).isEqualTo(new ReturnGrace(0, false));
            for (var wrong : List.of(-1, 3_651)) {
                assertRefused(
                        ProblemCode.INVALID_VALUE,
                        () -> grace(database, district, annex, Optional.of(wrong), wednesday));
            }
        }
    }

    @StorageTest
    void thePastOfTheInventoryIsKeptForThreeYearsAtLeastAndAsAboveUnlessSaid(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = springfield(database);
            var root = Unit.root(district);
            var lincoln = school(database, district, root, "lincoln");
            var annex = school(database, district, lincoln, "annex");
            var tuesday = MONDAY.plus(Duration.ofDays(1));

            history(database, district, lincoln, Optional.of(1_095), tuesday);
            history(database, district, annex, Optional.of(36_500), tuesday);
            Map<UnitId, Duration> kept = database.read(h -> units.history(h, district));
            assertThat(kept)
                    .containsEntry(root, Duration.ofDays(3_653))
                    .containsEntry(lincoln, Duration.ofDays(1_095))
                    .containsEntry(annex, Duration.ofDays(36_500));

            history(database, district, annex, Optional.empty(), tuesday.plusSeconds(1));
            var tree = database.read(h -> units.tree(h, district));
            assertThat(tree.unit(root).get().history()).isEqualTo(HistoryPeriod.USUAL);
            assertThat(tree.unit(annex).get().history()).isEqualTo(new HistoryPeriod(1_095, true));
            assertThatThrownBy(
                            () -> history(database, district, annex, Optional.of(1_094), tuesday))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(
                            "the past of the inventory is kept for three years, 1095 days, at"
                                    + " least: 2 CFR 200.334");
            assertRefused(
                    ProblemCode.INVALID_VALUE,
                    () -> history(database, district, annex, Optional.of(36_501), tuesday));
        }
    }

    private void history(
            Database database,
            DistrictId district,
            UnitId unit,
            Optional<Integer> days,
            Instant now) {
        database.change(h -> units.setHistory(h, district, unit, days, now));
    }

    private void grace(
            Database database,
            DistrictId district,
            UnitId unit,
            Optional<Integer> days,
            Instant now) {
        database.change(h -> units.setReturnGrace(h, district, unit, days, now));
    }

    private static void assertRefused(ProblemCode code, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}

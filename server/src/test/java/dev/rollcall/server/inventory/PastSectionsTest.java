package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.hardware;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.id.UnitId;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.inventory.history.Change;
import dev.rollcall.server.inventory.history.Feed;
import dev.rollcall.server.inventory.history.History;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.UnitKind;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

class PastSectionsTest {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration KEPT = Duration.ofDays(1_095);

    /** A device whose serial changed every year, and what is told of it. */
    private static final class Fixture {

        private final IntakeRoom room;
        private final UnitId root;
        private final PastSections past;

        Fixture(TestDatabase.Fresh fresh) {
            room = new IntakeRoom(fresh.database());
            root = Unit.root(room.district.id());
            past = new PastSections(room.database, (handle, district) -> Map.of(root, KEPT));
        }

        List<Instant> years(EnrolledDevice device, int count) {
            var began = new ArrayList<Instant>();
            for (int i = 1; i <= count; i++) {
                began.add(room.district.instant());
                room.deliver(device, snapshot(List.of(hardware("S-" + i))));
                room.district.forward(YEAR);
            }
            return began;
        }

        int step(Instant now) {
            return past.step(room.district.id(), now);
        }

        Optional<String> serial(EnrolledDevice device, Instant at) {
            return room.database
                    .read(h ->
                            room.inventories.content(
                                    h,
                                    device.district(),
                                    device.device(),
                                    HardwareSection.KIND,
                                    at))
                    .flatMap(section -> ((HardwareSection) section).serial());
        }

        List<String> feed(Instant keptSince) {
            var question =
                    new Feed.Question(
                            room.district.id(),
                            Map.of(root, keptSince),
                            Optional.empty(),
                            Instant.EPOCH,
                            room.district.instant(),
                            List.of(),
                            true);
            return room
                    .database
                    .read(h -> new History(room.bodies).feed(h, question, Optional.empty(), 100))
                    .entries()
                    .stream()
                    .map(entry -> entry.change().sentence())
                    .toList();
        }

        List<String> between(EnrolledDevice device, Instant from, Instant keptSince) {
            return room
                    .database
                    .read(h ->
                            new History(room.bodies)
                                    .between(
                                            h,
                                            device.district(),
                                            device.device(),
                                            from,
                                            room.district.instant(),
                                            keptSince))
                    .stream()
                    .map(Change::sentence)
                    .toList();
        }
    }

    @StorageTest
    void whatEndedBeforeTheTimeOfItsUnitIsForgottenAndAnsweredAsUnknown(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(fresh);
            var room = fixture.room;
            var device = room.district.device();
            var began = fixture.years(device, 5);
            var now = began.get(1).plus(KEPT).plusSeconds(1);

            assertThat(fixture.step(began.get(1).plus(KEPT))).isZero();
            assertThat(fixture.step(now)).isEqualTo(1);

            assertThat(fixture.serial(device, began.getFirst())).isEmpty();
            assertThat(fixture.serial(device, began.get(1))).contains("S-2");
            var since = now.minus(KEPT);
            assertThat(fixture.feed(since)).hasSize(3).noneMatch(s -> s.contains("first time"));
            assertThat(fixture.between(device, began.getFirst(), since))
                    .containsExactly("what hardware was then is not kept any more");
            assertThat(fixture.between(device, began.get(1), since))
                    .singleElement()
                    .asString()
                    .contains("S-5");
            assertThat(new Sweep(room.database, room.bodies).step(device.district(), now))
                    .isEqualTo(1);
        }
    }

    @StorageTest
    void whatHoldsAndWhatWasInOrderForTheLastTimeBeforeStay(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(fresh);
            var room = fixture.room;
            var device = room.district.device();
            var began = fixture.years(device, 3);
            report(room, device, SectionState.FAILED);
            room.district.forward(YEAR);
            report(room, device, SectionState.OFF);
            var muchLater = room.district.instant().plus(Duration.ofDays(36_500));

            assertThat(fixture.step(muchLater)).isEqualTo(3);

            assertThat(room.count("inventory_section")).isEqualTo(2);
            assertThat(fixture.serial(device, began.get(2))).contains("S-3");
            assertThat(room.sectionsOf(device))
                    .extracting(SectionAt::state)
                    .containsExactly(SectionState.OFF);
            assertThat(fixture.step(muchLater)).isZero();
        }
    }

    private static void report(IntakeRoom room, EnrolledDevice device, SectionState state) {
        room.report(
                device,
                room.district.session(),
                List.of(
                        SectionReport.without(
                                HardwareSection.KIND, state, Duration.ZERO, "a test")));
    }

    @StorageTest
    void theUnitWhereADeviceIsNowDecides(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(fresh);
            var room = fixture.room;
            var units = new Units(new IdSource(InstantSource.system(), new Random(7)));
            var here = room.district.device();
            var there = room.district.device();
            var archive =
                    room.database.write(h ->
                            units.create(
                                    h,
                                    room.district.id(),
                                    fixture.root,
                                    UnitKind.SCHOOL,
                                    "archive",
                                    "Archive",
                                    room.district.instant()));
            room.database.change(h ->
                    h.execute(
                            "UPDATE device SET unit_id = ? WHERE district_id = ? AND id = ?",
                            archive,
                            room.district.id(),
                            there.device()));
            var began = fixture.years(here, 3).getFirst();
            fixture.years(there, 3);
            var muchLater = room.district.instant().plus(Duration.ofDays(3_000));
            var past =
                    new PastSections(
                            room.database,
                            (handle, district) ->
                                    Map.of(fixture.root, KEPT, archive, Duration.ofDays(36_500)));

            assertThat(past.step(room.district.id(), muchLater)).isEqualTo(1);

            assertThat(fixture.serial(here, began)).isEmpty();
            assertThat(room.count("inventory_section")).isEqualTo(5);
        }
    }

    @StorageTest
    void manyGoInSmallSteps(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(fresh);
            var room = fixture.room;
            var device = room.district.device();
            var began = room.district.instant();
            room.database.change(h -> {
                for (int i = 0; i < 1_200; i++) {
                    var from = began.plusSeconds(i);
                    h.execute(
                            """
                            INSERT INTO inventory_section (district_id, device_id, kind, valid_from,
                                valid_to, state, collected_at, received_at)
                            VALUES (?, ?, 'network', ?, ?, 'FAILED', ?, ?)
                            """,
                            device.district(),
                            device.device(),
                            from,
                            from.plusSeconds(1),
                            from,
                            from);
                }
            });

            assertThat(fixture.step(began.plus(KEPT).plusSeconds(1_102))).isEqualTo(1_101);
            assertThat(room.count("inventory_section")).isEqualTo(99);
        }
    }
}

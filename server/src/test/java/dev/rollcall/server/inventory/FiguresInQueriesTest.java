package dev.rollcall.server.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.query.DeviceSelection;
import dev.rollcall.server.device.query.FleetIndex;
import dev.rollcall.server.device.query.Fleets;
import dev.rollcall.server.device.query.FleetsReadAnew;
import dev.rollcall.server.device.query.Query;
import dev.rollcall.server.device.query.QueryContexts;
import dev.rollcall.server.device.query.SelectionCounts;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What is always changing, as queries ask about it: what was told last, while it counts. */
class FiguresInQueriesTest {

    private static VolatileFacts free(long bytes) {
        return new VolatileFacts(
                Optional.of(List.of(new VolatileFacts.Space("/", bytes, 1000))),
                Optional.of(2L << 30),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static void tells(
            IntakeRoom room, EnrolledDevice device, Optional<VolatileFacts> told) {
        room.deliveries
                .sections(
                        device,
                        room.district.session(),
                        new Sections(List.of(), told),
                        room.district.instant())
                .join();
    }

    private static SelectionCounts count(IntakeRoom room, String query) {
        return count(room, new FleetsReadAnew(new StoredContents(room.bodies)), query);
    }

    private static SelectionCounts count(IntakeRoom room, Fleets fleets, String query) {
        var selection =
                new DeviceSelection(
                        new QueryContexts(
                                new Units(new IdSource(room.district::instant, new Random(5))),
                                (h, d) -> List.of()),
                        fleets);
        return room.database.read(h ->
                selection.count(
                        h,
                        new DeviceSelection.Question(
                                room.district.id(),
                                List.of(Unit.root(room.district.id())),
                                Query.parse("(" + query + ") and status:enrolled"),
                                room.district.instant())));
    }

    @StorageTest
    void whatWasToldLastIsAskedAbout(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var full = SoftwareCatalogTest.enrolled(room);
            tells(room, full, Optional.of(free(500)));
            room.district.forward(Duration.ofDays(1));
            tells(room, full, Optional.of(free(99)));
            tells(room, SoftwareCatalogTest.enrolled(room), Optional.of(free(700)));
            tells(room, SoftwareCatalogTest.enrolled(room), Optional.empty());

            var low = count(room, "space.freePercent<10");

            assertThat(low.matched()).isEqualTo(1);
            assertThat(low.unknown()).isEqualTo(1);
            assertThat(count(room, "volatile.space.freeBytes<1MB").matched()).isEqualTo(2);
            assertThat(count(room, "not space.freePercent<10").matched()).isEqualTo(1);
            assertThat(count(room, "memory.available>=2GiB").matched()).isEqualTo(2);

            room.district.forward(Duration.ofDays(8));
            var later = count(room, "space.freePercent<10");

            assertThat(later.matched()).isZero();
            assertThat(later.stale()).isEqualTo(2);
        }
    }

    /** Of a device that is away, and of one that tells figures still. */
    @StorageTest
    void whatIsForgottenIsForgottenInMemoryToo(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var away = SoftwareCatalogTest.enrolled(room);
            var here = SoftwareCatalogTest.enrolled(room);
            tells(room, away, Optional.of(free(99)));
            tells(room, here, Optional.of(free(99)));
            room.district.forward(VolatileSeries.KEPT.plus(Duration.ofDays(1)));
            tells(room, here, Optional.of(free(99)));
            try (var memory = FleetIndex.start(room.database, new StoredContents(room.bodies))) {
                var low = "space.freePercent<10";
                assertThat(count(room, memory, low).stale()).isEqualTo(1);

                int rows = room.database.write(h -> room.series.forget(h, room.district.instant()));

                assertThat(rows).isEqualTo(2);
                var now = count(room, memory, low);
                assertThat(now.matched()).isEqualTo(1);
                assertThat(now.stale()).isZero();
                assertThat(now.unknown()).isEqualTo(1);
                assertThat(memory.check())
                        .as("memory is right, and nothing is read anew")
                        .isEmpty();
            }
        }
    }
}

package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.hardware;
import static dev.rollcall.server.inventory.IntakeRoom.packages;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static dev.rollcall.server.inventory.IntakeRoom.volumes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.inventory.history.Change;
import dev.rollcall.server.inventory.history.Feed;
import dev.rollcall.server.inventory.history.History;
import dev.rollcall.server.inventory.history.Place;
import dev.rollcall.server.org.Unit;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class HistoryTest {

    private static final SectionKind VOLUMES = VolumesSection.KIND;

    /** Devices and what is told of their past. */
    private static final class Fixture {

        private final IntakeRoom room;
        private final History history;

        Fixture(IntakeRoom room) {
            this.room = room;
            this.history = new History(room.bodies);
        }

        Feed.Question question(Optional<EnrolledDevice> device, SectionKind... kinds) {
            return new Feed.Question(
                    room.district.id(),
                    Map.of(Unit.root(room.district.id()), Instant.EPOCH),
                    device.map(EnrolledDevice::device),
                    Instant.EPOCH,
                    room.district.instant(),
                    List.of(kinds),
                    false);
        }

        /** All of it, in pages of so many. */
        List<Feed.Entry> feed(Feed.Question question, int limit) {
            var entries = new ArrayList<Feed.Entry>();
            var next = Optional.<Place>empty();
            do {
                var after = next;
                var part = room.database.read(h -> history.feed(h, question, after, limit));
                assertThat(part.entries()).hasSizeLessThanOrEqualTo(limit);
                entries.addAll(part.entries());
                next = part.next().map(Place::toString).map(Place::parse);
            } while (next.isPresent());
            return entries;
        }

        List<String> sentences(Feed.Question question) {
            return feed(question, 100).stream().map(e -> e.change().sentence()).toList();
        }

        List<String> between(EnrolledDevice device, Instant from, Instant to) {
            return room
                    .database
                    .read(h ->
                            history.between(
                                    h,
                                    room.district.id(),
                                    device.device(),
                                    from,
                                    to,
                                    Instant.EPOCH))
                    .stream()
                    .map(Change::sentence)
                    .toList();
        }
    }

    @StorageTest
    void aDeviceTellsItsPastTheLatestFirst(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(new IntakeRoom(fresh.database()));
            var room = fixture.room;
            var device = room.district.device();
            room.deliver(
                    device,
                    snapshot(
                            List.of(hardware("S-1"), volumes(DeviceProtection.YES)),
                            packages(300, "1.0")));
            var first = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            room.deliver(
                    device,
                    snapshot(
                            List.of(hardware("S-1"), volumes(DeviceProtection.NO)),
                            packages(300, "1.1")));
            var second = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            room.deliver(
                    device,
                    snapshot(
                            List.of(hardware("S-2"), volumes(DeviceProtection.YES)),
                            packages(299, "1.1")));

            assertThat(fixture.sentences(fixture.question(Optional.of(device))))
                    .containsExactly(
                            "encryption on",
                            "package package-299 removed (1.0)",
                            "serial S-1 → S-2",
                            "encryption off",
                            "package package-0 1.0 → 1.1",
                            "first inventory");
            assertThat(fixture.between(device, first, second))
                    .containsExactly("package package-0 1.0 → 1.1", "encryption off");
            assertThat(fixture.between(device, first, room.district.instant()))
                    .containsExactly(
                            "serial S-1 → S-2",
                            "package package-0 1.0 → 1.1",
                            "package package-299 removed (1.0)");
            assertThat(fixture.between(device, second, second)).isEmpty();
        }
    }

    @StorageTest
    void pagesOfAnySizeAreTheWholeFeedOnce(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(new IntakeRoom(fresh.database()));
            var room = fixture.room;
            var devices = List.of(room.district.device(), room.district.device());
            for (int day = 0; day < 4; day++) {
                for (var device : devices) {
                    room.deliver(
                            device,
                            snapshot(
                                    List.of(
                                            hardware("S-" + day),
                                            volumes(
                                                    day % 2 == 0
                                                            ? DeviceProtection.YES
                                                            : DeviceProtection.NO)),
                                    packages(100 + 3 * day, "1." + day)));
                }
                room.district.forward(Duration.ofDays(1));
            }
            var whole = fixture.feed(fixture.question(Optional.empty()), 1000);

            assertThat(whole).doesNotHaveDuplicates().hasSizeGreaterThan(30);
            assertThat(whole)
                    .isSortedAccordingTo((a, b) -> b.place().at().compareTo(a.place().at()));
            for (int limit : new int[] {1, 2, 7}) {
                assertThat(fixture.feed(fixture.question(Optional.empty()), limit))
                        .isEqualTo(whole);
            }
            assertThat(fixture.feed(fixture.question(Optional.empty(), VOLUMES), 3))
                    .isEqualTo(
                            whole.stream().filter(e -> e.place().kind().equals(VOLUMES)).toList());
        }
    }

    @StorageTest
    void aSectionThatFailsIsNoChangeOfWhatItSays(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(new IntakeRoom(fresh.database()));
            var room = fixture.room;
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(volumes(DeviceProtection.YES))));
            room.district.forward(Duration.ofDays(1));
            room.report(
                    device,
                    room.district.session(),
                    List.of(
                            SectionReport.without(
                                    VOLUMES, SectionState.FAILED, Duration.ZERO, "lsblk hangs")));
            var failed = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            room.deliver(device, snapshot(List.of(volumes(DeviceProtection.NO))));

            assertThat(fixture.sentences(fixture.question(Optional.of(device))))
                    .containsExactly(
                            "encryption off", "volumes could not be collected: lsblk hangs");
            assertThat(fixture.between(device, failed, room.district.instant()))
                    .containsExactly("encryption off");
        }
    }

    @StorageTest
    void aNewReleaseOfTheSystemIsNotAThousandLines(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var fixture = new Fixture(new IntakeRoom(fresh.database()));
            var room = fixture.room;
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(), packages(300, "1.0")));
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            room.deliver(device, snapshot(List.of(), packages(100, "1.0")));

            assertThat(fixture.sentences(fixture.question(Optional.of(device))))
                    .hasSize(20)
                    .contains("and 181 more changes of packages");
            assertThat(fixture.between(device, before, room.district.instant())).hasSize(200);
        }
    }
}

package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.hardware;
import static dev.rollcall.server.inventory.IntakeRoom.packages;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static dev.rollcall.server.inventory.IntakeRoom.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.PackagesSection;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/** Machines of one image come at once; each body is asked for once. */
class OneOfManySendsTest {

    private static final InventorySnapshot IMAGE = snapshot(List.of(), packages(300, "1.0"));

    private static CompletableFuture<Received> reports(
            IntakeRoom room, Deliveries deliveries, EnrolledDevice device, SessionFacts session) {
        return deliveries.sections(
                device, session, new Sections(IMAGE.reports()), room.district.instant());
    }

    private static Received sends(
            IntakeRoom room,
            Deliveries deliveries,
            EnrolledDevice device,
            SessionFacts session,
            Digest body) {
        return deliveries
                .body(
                        device,
                        session,
                        whole(IMAGE.bodies().get(body), body),
                        room.district.instant())
                .join();
    }

    /**
     * @return how many bodies were sent
     */
    private static int sendsAll(
            IntakeRoom room,
            Deliveries deliveries,
            EnrolledDevice device,
            SessionFacts session,
            Received first) {
        var wanted = new ArrayList<>(first.wanted());
        int sent = 0;
        while (!wanted.isEmpty()) {
            wanted.addAll(sends(room, deliveries, device, session, wanted.removeFirst()).wanted());
            sent++;
        }
        return sent;
    }

    @StorageTest
    void theOthersWaitForWhatOneIsSending(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            var one = room.district.device();
            var other = room.district.device();
            var session = room.district.session();
            var asked = reports(room, deliveries, one, session).join();

            var waiting = reports(room, deliveries, other, room.district.session());
            boolean early = waiting.isDone();
            int sent = sendsAll(room, deliveries, one, session, asked);

            assertThat(early).isFalse();
            assertThat(sent).isEqualTo(IMAGE.bodies().size());
            assertThat(waiting.join().wanted()).isEmpty();
            for (var device : List.of(one, other)) {
                assertThat(room.packagesOf(device, room.district.instant()))
                        .isEqualTo(packages(300, "1.0"));
                assertThat(room.pass(device).orElseThrow().root()).contains(IMAGE.root());
            }
        }
    }

    @StorageTest
    void whatIsEachDevicesOwnIsAskedOfEach(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            reports(room, deliveries, room.district.device(), room.district.session()).join();
            var own = snapshot(List.of(hardware("S-2")), packages(300, "1.0"));

            var asked =
                    deliveries
                            .sections(
                                    room.district.device(),
                                    room.district.session(),
                                    new Sections(own.reports()),
                                    room.district.instant())
                            .join();

            assertThat(asked.wanted())
                    .hasSize(1)
                    .allSatisfy(digest ->
                            assertThat(own.bodies().get(digest).kind())
                                    .isNotEqualTo(PackagesSection.KIND));
        }
    }

    @StorageTest
    void whenTheOneLeavesAnotherIsAsked(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            var one = room.district.device();
            var session = room.district.session();
            var asked = reports(room, deliveries, one, session).join();
            var other = room.district.device();
            var others = room.district.session();
            var waiting = reports(room, deliveries, other, others);
            var more = sends(room, deliveries, one, session, asked.wanted().getFirst());
            sends(room, deliveries, one, session, more.wanted().getFirst());

            deliveries.ended(session);

            assertThat(sendsAll(room, deliveries, other, others, waiting.join()))
                    .isEqualTo(IMAGE.bodies().size() - 2);
            assertThat(room.packagesOf(other, room.district.instant()))
                    .isEqualTo(packages(300, "1.0"));
            assertThat(room.pass(one).orElseThrow().root()).isEmpty();
        }
    }

    @StorageTest
    void nobodyWaitsForLongForADeviceThatSendsNothing(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMillis(20));
            reports(room, deliveries, room.district.device(), room.district.session()).join();
            var other = room.district.device();
            var session = room.district.session();

            var asked = reports(room, deliveries, other, session).join();

            assertThat(sendsAll(room, deliveries, other, session, asked))
                    .isEqualTo(IMAGE.bodies().size());
            assertThat(room.pass(other).orElseThrow().root()).contains(IMAGE.root());
        }
    }

    @StorageTest
    void ofASilentDeviceOnlyWhatItHasNotSentIsAskedOfAnother(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofSeconds(2));
            var one = room.district.device();
            var session = room.district.session();
            var list = reports(room, deliveries, one, session).join().wanted().getFirst();
            var waiting =
                    reports(room, deliveries, room.district.device(), room.district.session());
            var buckets = sends(room, deliveries, one, session, list).wanted();
            sends(room, deliveries, one, session, buckets.getFirst());
            assumeThat(waiting).as("the machine was quick enough").isNotDone();

            assertThat(waiting.join().wanted())
                    .containsExactlyInAnyOrderElementsOf(buckets.subList(1, buckets.size()));
        }
    }

    @StorageTest
    void whatADeviceReportedBeforeDoesNotHoldWhenItHasReportedAnew(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            var one = room.district.device();
            var session = room.district.session();
            var asked = reports(room, deliveries, one, session).join();
            var other = room.district.device();
            var before = reports(room, deliveries, other, room.district.session());
            var anew = snapshot(List.of(hardware("S-9")));
            var later = room.district.session();
            deliveries
                    .sections(other, later, new Sections(anew.reports()), room.district.instant())
                    .join();

            sendsAll(room, deliveries, one, session, asked);

            assertThat(before.join().wanted()).isEmpty();
            assertThat(room.sectionsOf(other)).isEmpty();
            assertThat(room.pass(other).orElseThrow().root()).isEmpty();
        }
    }

    @StorageTest
    void ofTwoSessionsOfADeviceOnlyTheLatestLetsItHold(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            var one = room.district.device();
            var session = room.district.session();
            var asked = reports(room, deliveries, one, session).join();
            var other = room.district.device();
            var dropped = room.district.session();
            var before = reports(room, deliveries, other, dropped);
            deliveries.ended(dropped);
            room.district.forward(Duration.ofSeconds(3));
            var latest = room.district.instant();
            var again = reports(room, deliveries, other, room.district.session());

            sendsAll(room, deliveries, one, session, asked);

            assertThat(before.join().wanted()).isEmpty();
            assertThat(again.join().wanted()).isEmpty();
            assertThat(room.sectionsOf(other))
                    .singleElement()
                    .extracting(SectionAt::from)
                    .isEqualTo(latest);
            assertThat(room.pass(other).orElseThrow().root()).contains(IMAGE.root());
        }
    }

    @StorageTest
    void aBodyOfWhatWasReportedBeforeGivesNothingUp(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            var device = room.district.device();
            var old = room.district.session();
            var text = "{\"manufacturer\":17}";
            var senseless = Digest.of(text);
            var report = SectionReport.ok(HardwareSection.KIND, senseless, Duration.ZERO);
            deliveries
                    .sections(device, old, new Sections(List.of(report)), room.district.instant())
                    .join();
            room.district.forward(Duration.ofSeconds(3));
            var good = snapshot(List.of(hardware("S-1")));
            room.deliver(device, good);

            deliveries
                    .body(
                            device,
                            old,
                            new InventoryBody(HardwareSection.KIND, senseless, 0, 1, text),
                            room.district.instant())
                    .join();

            assertThat(room.sectionsOf(device))
                    .singleElement()
                    .extracting(SectionAt::state)
                    .isEqualTo(SectionState.OK);
        }
    }

    @StorageTest
    void aDigestThatManyKindsClaimIsLeftToOthersWhenTheDeviceLeaves(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var deliveries = deliveries(room, Duration.ofMinutes(1));
            var digest = Digest.of("not sent");
            var reports =
                    List.of(
                            SectionReport.ok(HardwareSection.KIND, digest, Duration.ZERO),
                            SectionReport.ok(PackagesSection.KIND, digest, Duration.ZERO));
            var hostile = room.district.session();
            deliveries
                    .sections(
                            room.district.device(),
                            hostile,
                            new Sections(reports),
                            room.district.instant())
                    .join();
            deliveries.ended(hostile);

            var asked =
                    deliveries.sections(
                            room.district.device(),
                            room.district.session(),
                            new Sections(List.of(reports.getFirst())),
                            room.district.instant());

            assertThat(asked.join().wanted()).containsExactly(digest);
        }
    }

    private static Deliveries deliveries(IntakeRoom room, Duration silence) {
        return new Deliveries(
                room.database, room.intake, room.series, ForkJoinPool.commonPool(), silence);
    }
}

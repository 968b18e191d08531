package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.hardware;
import static dev.rollcall.server.inventory.IntakeRoom.packages;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static dev.rollcall.server.inventory.IntakeRoom.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Machines of one image come at once; each body is asked for once. */
class OneOfManySendsTest {

    private static final InventorySnapshot IMAGE = snapshot(List.of(), packages(300, "1.0"));

    /** Devices of the image, and a server that lets them wait for each other. */
    private static final class Lab {

        final IntakeRoom room;
        final Deliveries deliveries;

        Lab(Database database, Duration silence) {
            this(database, silence, System::nanoTime);
        }

        Lab(Database database, Duration silence, LongSupplier nanoTime) {
            room = new IntakeRoom(database);
            deliveries =
                    new Deliveries(
                            database,
                            room.intake,
                            room.series,
                            ForkJoinPool.commonPool(),
                            silence,
                            nanoTime);
        }

        CompletableFuture<Received> says(
                EnrolledDevice device, SessionFacts session, List<SectionReport> reports) {
            return deliveries.sections(
                    device, session, new Sections(reports), room.district.instant());
        }

        CompletableFuture<Received> reports(EnrolledDevice device, SessionFacts session) {
            return says(device, session, IMAGE.reports());
        }

        Received sends(EnrolledDevice device, SessionFacts session, Digest body) {
            var text = whole(IMAGE.bodies().get(body), body);
            return deliveries.body(device, session, text, room.district.instant()).join();
        }

        /**
         * @return how many bodies were sent
         */
        int sendsAll(EnrolledDevice device, SessionFacts session, Received first) {
            var wanted = new ArrayList<>(first.wanted());
            int sent = 0;
            while (!wanted.isEmpty()) {
                wanted.addAll(sends(device, session, wanted.removeFirst()).wanted());
                sent++;
            }
            return sent;
        }
    }

    @StorageTest
    void theOthersWaitForWhatOneIsSending(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            var one = lab.room.district.device();
            var other = lab.room.district.device();
            var session = lab.room.district.session();
            var asked = lab.reports(one, session).join();

            var waiting = lab.reports(other, lab.room.district.session());
            await().until(() -> lab.deliveries.waiting() == 1);
            int sent = lab.sendsAll(one, session, asked);

            assertThat(sent).isEqualTo(IMAGE.bodies().size());
            assertThat(waiting.join().wanted()).isEmpty();
            assertThat(lab.deliveries.waiting()).isZero();
            for (var device : List.of(one, other)) {
                assertThat(lab.room.packagesOf(device, lab.room.district.instant()))
                        .isEqualTo(packages(300, "1.0"));
                assertThat(lab.room.pass(device).orElseThrow().root()).contains(IMAGE.root());
            }
        }
    }

    @StorageTest
    void whatIsEachDevicesOwnIsAskedOfEach(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            lab.reports(lab.room.district.device(), lab.room.district.session()).join();
            var own = snapshot(List.of(hardware("S-2")), packages(300, "1.0"));

            var asked =
                    lab.says(lab.room.district.device(), lab.room.district.session(), own.reports())
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
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            var one = lab.room.district.device();
            var session = lab.room.district.session();
            var asked = lab.reports(one, session).join();
            var other = lab.room.district.device();
            var others = lab.room.district.session();
            var waiting = lab.reports(other, others);
            var more = lab.sends(one, session, asked.wanted().getFirst());
            lab.sends(one, session, more.wanted().getFirst());

            lab.deliveries.ended(session);

            assertThat(lab.sendsAll(other, others, waiting.join()))
                    .isEqualTo(IMAGE.bodies().size() - 2);
            assertThat(lab.room.packagesOf(other, lab.room.district.instant()))
                    .isEqualTo(packages(300, "1.0"));
            assertThat(lab.room.pass(one).orElseThrow().root()).isEmpty();
        }
    }

    @StorageTest
    void nobodyWaitsForLongForADeviceThatSendsNothing(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMillis(20));
            lab.reports(lab.room.district.device(), lab.room.district.session()).join();
            var other = lab.room.district.device();
            var session = lab.room.district.session();

            var asked = lab.reports(other, session).join();

            assertThat(lab.sendsAll(other, session, asked)).isEqualTo(IMAGE.bodies().size());
            assertThat(lab.room.pass(other).orElseThrow().root()).contains(IMAGE.root());
        }
    }

    @StorageTest
    void ofASilentDeviceOnlyWhatItHasNotSentIsAskedOfAnother(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var silence = Duration.ofMillis(20);
            var nanos = new AtomicLong();
            var lab = new Lab(fresh.database(), silence, nanos::get);
            var one = lab.room.district.device();
            var session = lab.room.district.session();
            var list = lab.reports(one, session).join().wanted().getFirst();
            var waiting = lab.reports(lab.room.district.device(), lab.room.district.session());
            var buckets = lab.sends(one, session, list).wanted();
            lab.sends(one, session, buckets.getFirst());
            boolean early = waiting.isDone();

            nanos.addAndGet(silence.toNanos() + 1);

            assertThat(early).isFalse();
            assertThat(waiting.join().wanted())
                    .containsExactlyInAnyOrderElementsOf(buckets.subList(1, buckets.size()));
        }
    }

    @StorageTest
    void whatADeviceReportedBeforeDoesNotHoldWhenItHasReportedAnew(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            var one = lab.room.district.device();
            var session = lab.room.district.session();
            var asked = lab.reports(one, session).join();
            var other = lab.room.district.device();
            var before = lab.reports(other, lab.room.district.session());
            var anew = snapshot(List.of(hardware("S-9")));
            var later = lab.room.district.session();
            lab.says(other, later, anew.reports()).join();

            lab.sendsAll(one, session, asked);

            assertThat(before.join().wanted()).isEmpty();
            assertThat(lab.room.sectionsOf(other)).isEmpty();
            assertThat(lab.room.pass(other).orElseThrow().root()).isEmpty();
        }
    }

    @StorageTest
    void ofTwoSessionsOfADeviceOnlyTheLatestLetsItHold(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            var one = lab.room.district.device();
            var session = lab.room.district.session();
            var asked = lab.reports(one, session).join();
            var other = lab.room.district.device();
            var dropped = lab.room.district.session();
            var before = lab.reports(other, dropped);
            lab.deliveries.ended(dropped);
            lab.room.district.forward(Duration.ofSeconds(3));
            var latest = lab.room.district.instant();
            var again = lab.reports(other, lab.room.district.session());

            lab.sendsAll(one, session, asked);

            assertThat(before.join().wanted()).isEmpty();
            assertThat(again.join().wanted()).isEmpty();
            assertThat(lab.room.sectionsOf(other))
                    .singleElement()
                    .extracting(SectionAt::from)
                    .isEqualTo(latest);
            assertThat(lab.room.pass(other).orElseThrow().root()).contains(IMAGE.root());
        }
    }

    @StorageTest
    void aBodyOfWhatWasReportedBeforeGivesNothingUp(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            var device = lab.room.district.device();
            var old = lab.room.district.session();
            var text = "{\"manufacturer\":17}";
            var senseless = Digest.of(text);
            var report = SectionReport.ok(HardwareSection.KIND, senseless, Duration.ZERO);
            lab.says(device, old, List.of(report)).join();
            lab.room.district.forward(Duration.ofSeconds(3));
            var good = snapshot(List.of(hardware("S-1")));
            lab.room.deliver(device, good);

            lab.deliveries
                    .body(
                            device,
                            old,
                            new InventoryBody(HardwareSection.KIND, senseless, 0, 1, text),
                            lab.room.district.instant())
                    .join();

            assertThat(lab.room.sectionsOf(device))
                    .singleElement()
                    .extracting(SectionAt::state)
                    .isEqualTo(SectionState.OK);
        }
    }

    @StorageTest
    void aDigestThatManyKindsClaimIsLeftToOthersWhenTheDeviceLeaves(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var lab = new Lab(fresh.database(), Duration.ofMinutes(1));
            var digest = Digest.of("not sent");
            var reports =
                    List.of(
                            SectionReport.ok(HardwareSection.KIND, digest, Duration.ZERO),
                            SectionReport.ok(PackagesSection.KIND, digest, Duration.ZERO));
            var hostile = lab.room.district.session();
            lab.says(lab.room.district.device(), hostile, reports).join();
            lab.deliveries.ended(hostile);

            var asked =
                    lab.says(
                            lab.room.district.device(),
                            lab.room.district.session(),
                            List.of(reports.getFirst()));

            assertThat(asked.join().wanted()).containsExactly(digest);
        }
    }
}

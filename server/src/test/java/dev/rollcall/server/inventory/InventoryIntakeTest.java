package dev.rollcall.server.inventory;

import static dev.rollcall.server.inventory.IntakeRoom.hardware;
import static dev.rollcall.server.inventory.IntakeRoom.packages;
import static dev.rollcall.server.inventory.IntakeRoom.snapshot;
import static dev.rollcall.server.inventory.IntakeRoom.volumes;
import static dev.rollcall.server.inventory.IntakeRoom.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.inventory.DiskUse;
import dev.rollcall.common.inventory.HardwareSection;
import dev.rollcall.common.inventory.InventorySnapshot.InventoryText;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.inventory.VolatileFacts;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.protocol.InventoryBody;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

class InventoryIntakeTest {

    private static void refused(ProblemCode code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .hasCauseInstanceOf(Problem.class)
                .extracting(e -> ((Problem) e.getCause()).code())
                .isEqualTo(code);
    }

    /** One that goes wrong fills no disk with its past. */
    @StorageTest
    void whatADeviceReportsAllTheTimeIsNotRecordedAnyMore(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            for (int i = 0; i < Allowance.MOST_REPORTS; i++) {
                room.deliver(device, IntakeRoom.snapshot(List.of()));
            }
            room.deliver(device, IntakeRoom.snapshot(List.of(IntakeRoom.hardware("PF3K7Q2A"))));
            assertThat(room.sectionsOf(device)).isEmpty();

            room.district.forward(Duration.ofDays(1));
            room.deliver(device, IntakeRoom.snapshot(List.of(IntakeRoom.hardware("PF3K7Q2A"))));
            assertThat(room.sectionsOf(device)).hasSize(1);
        }
    }

    @StorageTest
    void aSectionHoldsOnceItsBodyIsHere(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var snapshot = snapshot(List.of(hardware("S-1")));

            assertThat(room.deliver(device, snapshot)).isEqualTo(1);

            var content =
                    room.database.read(h ->
                            room.inventories.content(
                                    h,
                                    device.district(),
                                    device.device(),
                                    HardwareSection.KIND,
                                    room.district.instant()));
            assertThat(content).contains(hardware("S-1"));
            assertThat(room.pass(device).orElseThrow().root()).contains(snapshot.root());
            assertThat(room.described(device).serial()).contains("S-1");
            assertThat(room.factsOf(device))
                    .contains(
                            new Fact(
                                    "hardware.memoryBytes",
                                    0,
                                    Optional.empty(),
                                    Optional.of(8L << 30)),
                            new Fact("hardware.serial", 0, Optional.of("S-1"), Optional.empty()));
        }
    }

    @StorageTest
    void aLabCloneSendsNoBodyAndCostsNone(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var snapshot = snapshot(List.of(hardware("S-1")), packages(300, "1.0"));

            int first = room.deliver(room.district.device(), snapshot);
            long bodies = room.count("inventory_body");
            var clone = room.district.device();
            int second = room.deliver(clone, snapshot);

            assertThat(first).isGreaterThan(10);
            assertThat(second).isZero();
            assertThat(room.count("inventory_body")).isEqualTo(bodies);
            assertThat(room.packagesOf(clone, room.district.instant()))
                    .isEqualTo(packages(300, "1.0"));
        }
    }

    @StorageTest
    void oneUpdatedPackageChangesTwoSmallBodiesAndThePastStays(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(), packages(300, "1.0")));
            var before = room.district.instant();
            room.district.forward(Duration.ofDays(1));

            assertThat(room.deliver(device, snapshot(List.of(), packages(300, "1.1"))))
                    .isEqualTo(2);

            assertThat(room.packagesOf(device, before)).isEqualTo(packages(300, "1.0"));
            assertThat(room.packagesOf(device, room.district.instant()))
                    .isEqualTo(packages(300, "1.1"));
        }
    }

    @StorageTest
    void untilAllBucketsAreHereTheOldSectionHoldsAndTheRootIsNotKnown(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var snapshot = snapshot(List.of(), packages(300, "1.0"));
            var wanted = room.report(device, session, snapshot.reports()).wanted();
            var digest = wanted.getFirst();

            var more = room.send(device, session, whole(snapshot.bodies().get(digest), digest));

            assertThat(more.wanted()).hasSizeGreaterThan(10);
            assertThat(room.pass(device).orElseThrow().root()).isEmpty();
            assertThat(room.sectionsOf(device)).isEmpty();
            assertThat(room.deliver(device, snapshot)).isEqualTo(more.wanted().size());
            assertThat(room.pass(device).orElseThrow().root()).contains(snapshot.root());
        }
    }

    @StorageTest
    void anUnchangedPassWritesNoSection(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var snapshot = snapshot(List.of(hardware("S-1"), volumes(DeviceProtection.YES)));
            room.deliver(device, snapshot);
            room.district.forward(Duration.ofDays(6));

            assertThat(room.deliver(device, snapshot)).isZero();

            assertThat(room.count("inventory_section")).isEqualTo(2);
            var at = room.district.instant().plus(Duration.ofDays(5));
            assertThat(room.encryption(device, at).state()).isEqualTo(Encryption.State.YES);
        }
    }

    @StorageTest
    void encryptionIsAnsweredAsOfAnyInstantAndGoesStale(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var before = room.district.instant();
            room.district.forward(Duration.ofHours(1));
            room.deliver(device, snapshot(List.of(volumes(DeviceProtection.NO))));
            var unencrypted = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            room.deliver(device, snapshot(List.of(volumes(DeviceProtection.YES))));
            var encrypted = room.district.instant();
            room.district.forward(Duration.ofDays(1));
            var failed =
                    SectionReport.without(
                            new SectionKind("volumes"),
                            SectionState.TIMED_OUT,
                            Duration.ZERO,
                            "lsblk hung");
            room.report(device, room.district.session(), List.of(failed));
            var unknown = room.district.instant();

            assertThat(room.encryption(device, before).state()).isEqualTo(Encryption.State.UNKNOWN);
            assertThat(room.encryption(device, unencrypted).state()).isEqualTo(Encryption.State.NO);
            assertThat(room.encryption(device, encrypted).state()).isEqualTo(Encryption.State.YES);
            assertThat(room.encryption(device, unknown).state())
                    .isEqualTo(Encryption.State.UNKNOWN);
            room.deliver(device, snapshot(List.of(volumes(DeviceProtection.YES))));
            assertThat(room.encryption(device, unknown.plus(Duration.ofDays(8))).state())
                    .isEqualTo(Encryption.State.STALE);
        }
    }

    @StorageTest
    void aCollectionThatFailedLeavesADeviceItsName(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(hardware("S-1"))));
            var known = room.described(device);
            room.district.forward(Duration.ofHours(1));

            room.report(
                    device,
                    room.district.session(),
                    List.of(
                            SectionReport.without(
                                    HardwareSection.KIND,
                                    SectionState.FAILED,
                                    Duration.ZERO,
                                    "dmidecode hung")));

            assertThat(room.described(device)).isEqualTo(known);
            assertThat(known.serial()).contains("S-1");
            assertThat(room.factsOf(device)).isEmpty();
        }
    }

    @StorageTest
    void whatWentStaleAndComesBackUnchangedBeginsAnew(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var unchanged = snapshot(List.of(volumes(DeviceProtection.YES)));
            room.deliver(device, unchanged);
            room.district.forward(Duration.ofDays(6));
            room.deliver(device, unchanged);
            assertThat(room.count("inventory_section")).isEqualTo(1);
            room.district.forward(Duration.ofDays(60));
            var silent = room.district.instant();
            var then = room.encryption(device, silent);
            room.district.forward(Duration.ofDays(60));

            room.deliver(device, unchanged);

            assertThat(then.state()).isEqualTo(Encryption.State.STALE);
            assertThat(room.encryption(device, silent)).isEqualTo(then);
            assertThat(room.encryption(device, room.district.instant()).state())
                    .isEqualTo(Encryption.State.YES);
        }
    }

    @StorageTest
    void aSectionThatIsNoLongerReportedEnds(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(hardware("S-1"), volumes(DeviceProtection.YES))));
            room.district.forward(Duration.ofDays(1));

            room.deliver(device, snapshot(List.of(hardware("S-1"))));

            assertThat(room.sectionsOf(device))
                    .extracting(SectionAt::kind)
                    .containsExactly(HardwareSection.KIND);
        }
    }

    @StorageTest
    void aBodyThatIsNotWhatItsDigestSaysIsRefused(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var snapshot = snapshot(List.of(hardware("S-1")));
            var digest = room.report(device, session, snapshot.reports()).wanted().getFirst();

            refused(
                    ProblemCode.DIGEST_MISMATCH,
                    () ->
                            room.send(
                                    device,
                                    session,
                                    new InventoryBody(HardwareSection.KIND, digest, 0, 1, "{}")));
            assertThat(room.count("inventory_body")).isZero();
        }
    }

    @StorageTest
    void aBodyThatNobodyAskedForIsRefused(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var unasked = new InventoryBody(HardwareSection.KIND, Digest.of("{}"), 0, 1, "{}");

            refused(ProblemCode.NOT_WANTED, () -> room.send(device, session, unasked));
            room.report(device, session, snapshot(List.of(hardware("S-1"))).reports());
            refused(ProblemCode.NOT_WANTED, () -> room.send(device, session, unasked));
        }
    }

    @StorageTest
    void partsArriveInOrderOrNotAtAll(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var snapshot = snapshot(List.of(hardware("S-1")));
            var digest = room.report(device, session, snapshot.reports()).wanted().getFirst();
            var text = snapshot.bodies().get(digest).text();
            var first = part(digest, 0, text.substring(0, 10));
            var third = part(digest, 2, text.substring(20));

            room.send(device, session, first);
            refused(ProblemCode.NOT_WANTED, () -> room.send(device, session, third));
            refused(
                    ProblemCode.NOT_WANTED,
                    () -> room.send(device, session, part(digest, 1, text.substring(10, 20))));
            room.send(device, session, first);
            room.send(device, session, part(digest, 1, text.substring(10, 20)));
            room.send(device, session, third);

            assertThat(room.pass(device).orElseThrow().root()).contains(snapshot.root());
        }
    }

    @StorageTest
    void whatIsHeldOfUnfinishedBodiesIsCounted(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var snapshot = snapshot(List.of(hardware("S-1")));
            var digest = room.report(device, session, snapshot.reports()).wanted().getFirst();
            var text = snapshot.bodies().get(digest).text();
            room.send(device, session, part(digest, 0, text.substring(0, 10)));
            room.send(device, session, part(digest, 1, text.substring(10, 20)));
            assertThat(room.deliveries.held()).isEqualTo(20);

            room.send(device, session, part(digest, 2, text.substring(20)));
            assertThat(room.deliveries.held()).isZero();

            room.report(device, session, snapshot(List.of(hardware("S-2"))).reports());
            var next = snapshot(List.of(hardware("S-2"))).bodies().keySet().iterator().next();
            room.send(device, session, part(next, 0, "0123456789"));
            assertThat(room.deliveries.held()).isEqualTo(10);
            room.deliveries.ended(session);
            assertThat(room.deliveries.held()).isZero();
        }
    }

    private static InventoryBody part(Digest digest, int part, String text) {
        return new InventoryBody(HardwareSection.KIND, digest, part, 3, text);
    }

    @StorageTest
    void aBodyThatMakesNoSenseCostsItsOwnSection(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var senseless = "{\"processor\":\"\\u0007\"}";
            var reports =
                    List.of(
                            SectionReport.ok(
                                    HardwareSection.KIND, Digest.of(senseless), Duration.ZERO),
                            snapshot(List.of(volumes(DeviceProtection.YES))).reports().getFirst());
            room.report(device, session, reports);

            room.send(
                    device,
                    session,
                    whole(
                            new InventoryText(HardwareSection.KIND, senseless),
                            Digest.of(senseless)));
            var volumes = snapshot(List.of(volumes(DeviceProtection.YES)));
            var digest = volumes.reports().getFirst().digest().orElseThrow();
            room.send(device, session, whole(volumes.bodies().get(digest), digest));

            var sections = room.sectionsOf(device);
            assertThat(sections)
                    .extracting(SectionAt::state)
                    .containsExactly(SectionState.FAILED, SectionState.OK);
            assertThat(sections.getFirst().detail().orElseThrow()).startsWith("not readable");
        }
    }

    @StorageTest
    void aSectionOfTheFutureIsStoredAsItIs(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var session = room.district.session();
            var kind = new SectionKind("telepathy");
            var text = "{\"range\":3}";
            room.report(
                    device,
                    session,
                    List.of(SectionReport.ok(kind, Digest.of(text), Duration.ZERO)));

            room.send(device, session, whole(new InventoryText(kind, text), Digest.of(text)));

            assertThat(room.textOf(device, kind)).contains(text);
            assertThat(room.intake.unknownSections()).isEqualTo(1);
        }
    }

    @StorageTest
    void sweepingRemovesOnlyWhatNothingRefersTo(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(hardware("S-1")), packages(100, "1.0")));
            long held = room.count("inventory_body");
            room.district.forward(Duration.ofHours(1));
            var session = room.district.session();
            var orphan = snapshot(List.of(), packages(5, "9.9"));
            var digest = room.report(device, session, orphan.reports()).wanted().getFirst();
            room.send(device, session, whole(orphan.bodies().get(digest), digest));
            room.report(device, session, List.of());
            var sweep = new Sweep(fresh.database(), room.bodies);

            int tooYoung = sweep.step(device.district(), room.district.instant());
            room.district.forward(Duration.ofDays(2));
            int swept = sweep.step(device.district(), room.district.instant());

            assertThat(tooYoung).isZero();
            assertThat(swept).isEqualTo(1);
            assertThat(room.count("inventory_body")).isEqualTo(held);
        }
    }

    @StorageTest
    void aListOfPackagesGoesWithTheBucketsThatOnlyItNames(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            room.deliver(device, snapshot(List.of(), packages(40, "1.0")));
            long held = room.count("inventory_body");
            long buckets = room.count("inventory_named_bucket");
            var session = room.district.session();
            var orphan = snapshot(List.of(), packages(40, "9.9"));
            for (var digest : room.report(device, session, orphan.reports()).wanted()) {
                for (var more :
                        room.send(device, session, whole(orphan.bodies().get(digest), digest))
                                .wanted()) {
                    room.send(device, session, whole(orphan.bodies().get(more), more));
                }
            }
            room.deliver(device, snapshot(List.of(), packages(40, "1.0")));
            fresh.database()
                    .change(h ->
                            h.execute("DELETE FROM inventory_section WHERE valid_to IS NOT NULL"));
            room.district.forward(Duration.ofDays(2));

            int swept =
                    new Sweep(fresh.database(), room.bodies)
                            .step(device.district(), room.district.instant());

            assertThat(swept).isEqualTo(2);
            assertThat(room.count("inventory_body")).isEqualTo(held);
            assertThat(room.count("inventory_named_bucket")).isEqualTo(buckets);
            assertThat(room.packagesOf(device, room.district.instant())).hasSize(40);
        }
    }

    @StorageTest
    void aBucketThatANewListNamesStaysWhateverIsSweptMeanwhile(TestDatabase engine)
            throws Exception {
        try (var fresh = engine.fresh();
                var beside = Executors.newVirtualThreadPerTaskExecutor()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var now = new AtomicReference<>(room.district.instant());
            var stop = new AtomicBoolean();
            var swept = new AtomicInteger();
            var sweeping =
                    beside.submit(() -> {
                        while (!stop.get()) {
                            swept.addAndGet(
                                    new Sweep(fresh.database(), room.bodies)
                                            .step(device.district(), now.get()));
                        }
                        return true;
                    });
            int round = 0;
            // a busy machine may give the sweep no turn within the first rounds
            while (round < 30 || (swept.get() == 0 && !sweeping.isDone())) {
                room.deliver(device, snapshot(List.of(), packages(40, "1." + round % 2)));

                assertThat(room.packagesOf(device, room.district.instant())).hasSize(40);
                fresh.database()
                        .change(h ->
                                h.execute(
                                        "DELETE FROM inventory_section WHERE valid_to IS NOT NULL"));
                room.district.forward(Duration.ofDays(2));
                now.set(room.district.instant());
                round++;
            }
            stop.set(true);
            assertThat(sweeping.get()).isTrue();
            assertThat(swept.get()).isPositive();
        }
    }

    @StorageTest
    void whatIsAlwaysChangingIsKeptOncePerDayAndForgottenAfterSomeWeeks(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var began = room.district.instant();
            for (int free : new int[] {500, 400, 300}) {
                room.deliveries
                        .sections(
                                device,
                                room.district.session(),
                                new dev.rollcall.common.protocol.Sections(
                                        List.of(), Optional.of(free(free))),
                                room.district.instant())
                        .join();
                room.district.forward(Duration.ofDays(free == 500 ? 1 : 0).plusMinutes(1));
            }

            assertThat(room.count("inventory_volatile")).isEqualTo(2);
            assertThat(room.volatileFacts(device, room.district.instant())).contains(free(300));
            assertThat(room.volatileFacts(device, began)).contains(free(500));

            int forgotten =
                    fresh.database()
                            .write(h ->
                                    room.series.forget(
                                            h,
                                            began.plus(VolatileSeries.KEPT)
                                                    .plus(Duration.ofDays(1))));

            assertThat(forgotten).isEqualTo(1);
            assertThat(room.volatileFacts(device, began)).isEmpty();
        }
    }

    @StorageTest
    void aFigureWithAHostileNameIsKeptCleanAndCostsNothingElse(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var report =
                    SectionReport.without(
                            VolumesSection.KIND, SectionState.FAILED, Duration.ZERO, "lsblk hangs");
            var none = Optional.<Integer>empty();
            room.deliveries
                    .sections(
                            device,
                            room.district.session(),
                            new Sections(
                                    List.of(report),
                                    Optional.of(
                                            new VolatileFacts(
                                                    Optional.of(
                                                            List.of(
                                                                    new VolatileFacts.Space(
                                                                            "/\u001b[2J\u0000x",
                                                                            5,
                                                                            9),
                                                                    new VolatileFacts.Space(
                                                                            "\u001b\n", 5, 9),
                                                                    new VolatileFacts.Space(
                                                                            "/" + "y".repeat(5000),
                                                                            5,
                                                                            9))),
                                                    Optional.of(7L),
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    none,
                                                    Optional.of(
                                                            List.of(
                                                                    new VolatileFacts.Battery(
                                                                            "BAT0\u202e",
                                                                            Optional.of(80),
                                                                            Optional.empty(),
                                                                            none,
                                                                            none))),
                                                    Optional.of(
                                                            List.of(
                                                                    new VolatileFacts.DiskWear(
                                                                            "\u009bsda", 3))),
                                                    Optional.empty(),
                                                    Optional.of(
                                                            List.of(
                                                                    new VolatileFacts.Wireless(
                                                                            "wlan0\r",
                                                                            none,
                                                                            Optional.empty()))),
                                                    Optional.empty(),
                                                    Optional.empty(),
                                                    Optional.of(
                                                            List.of(
                                                                    new DiskUse(
                                                                            "sda\u001b[2J",
                                                                            none,
                                                                            none)))))),
                            room.district.instant())
                    .join();

            var kept = room.volatileFacts(device, room.district.instant()).orElseThrow();
            assertThat(kept.smart().orElseThrow())
                    .extracting(DiskUse::name)
                    .containsExactly("sda [2J");
            assertThat(kept.space().orElseThrow())
                    .extracting(VolatileFacts.Space::mountPoint)
                    .containsExactly("/ [2J x", "/" + "y".repeat(199));
            assertThat(kept.memoryAvailableBytes()).contains(7L);
            assertThat(kept.batteries().orElseThrow())
                    .extracting(VolatileFacts.Battery::name)
                    .containsExactly("BAT0");
            assertThat(kept.batteries().orElseThrow().getFirst().chargePercent()).contains(80);
            assertThat(kept.disks()).contains(List.of(new VolatileFacts.DiskWear("sda", 3)));
            assertThat(kept.wireless().orElseThrow())
                    .extracting(VolatileFacts.Wireless::name)
                    .containsExactly("wlan0");
            assertThat(room.sectionsOf(device))
                    .extracting(SectionAt::kind)
                    .containsExactly(VolumesSection.KIND);
        }
    }

    @StorageTest
    void theFiguresOfEachDayAreListedTheLatestFirst(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var device = room.district.device();
            var other = room.district.device();
            var began = room.district.instant();
            for (int free : new int[] {500, 400, 300, 200}) {
                for (var each : List.of(device, other)) {
                    room.deliveries
                            .sections(
                                    each,
                                    room.district.session(),
                                    new Sections(List.of(), Optional.of(free(free))),
                                    room.district.instant())
                            .join();
                }
                room.district.forward(Duration.ofDays(1));
            }
            var day = Duration.ofDays(1);

            assertThat(listed(room, device, began, Optional.empty(), 10))
                    .containsExactly(free(200), free(300), free(400), free(500));
            assertThat(listed(room, device, began.plus(day), Optional.empty(), 10))
                    .as("from then on")
                    .hasSize(3);
            assertThat(listed(room, device, began, Optional.of(began.plus(day.multipliedBy(2))), 1))
                    .as("where a page goes on")
                    .containsExactly(free(400));
            assertThat(listed(room, room.district.device(), began, Optional.empty(), 10)).isEmpty();
        }
    }

    private static List<VolatileFacts> listed(
            IntakeRoom room,
            EnrolledDevice device,
            Instant from,
            Optional<Instant> before,
            int limit) {
        return room
                .database
                .read(h ->
                        room.series.between(
                                h,
                                device.district(),
                                device.device(),
                                from,
                                room.district.instant(),
                                before,
                                limit))
                .stream()
                .map(VolatileSeries.Said::facts)
                .toList();
    }

    private static VolatileFacts free(long bytes) {
        return new VolatileFacts(
                Optional.of(List.of(new VolatileFacts.Space("/", bytes, 1000))),
                Optional.empty(),
                Optional.of(Duration.ofMinutes(3)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @StorageTest
    void bodiesOfOneDistrictAreNotThoseOfAnother(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new IntakeRoom(fresh.database());
            var other = new dev.rollcall.server.testing.TestDistrict(fresh.database(), "monroe");
            var snapshot = snapshot(List.of(hardware("S-1")));
            room.deliver(room.district.device(), snapshot);

            assertThat(room.deliver(other.device(), snapshot)).isEqualTo(1);
            assertThat(room.count("inventory_body")).isEqualTo(2);
        }
    }
}

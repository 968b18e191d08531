package dev.rollcall.server.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.RunId;
import dev.rollcall.common.inventory.InventorySnapshot;
import dev.rollcall.common.inventory.SectionKind;
import dev.rollcall.common.inventory.SectionReport;
import dev.rollcall.common.inventory.SectionState;
import dev.rollcall.common.job.Outcome;
import dev.rollcall.common.job.RunOutcome;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.AgentAbout;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.common.protocol.PolicyReport;
import dev.rollcall.common.protocol.Received;
import dev.rollcall.common.protocol.Refused;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.common.protocol.RunOutput;
import dev.rollcall.common.protocol.Sections;
import dev.rollcall.common.protocol.Unsupported;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.PresenceState;
import dev.rollcall.server.device.Sighting;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

class CheckInsTest {

    private static final RunId RUN = new RunId(new UUID(7, 7));

    @StorageTest
    void aCheckInIsRecordedBeforeItIsAnswered(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();

            var reply = room.checkIn(device, room.district.session());

            var presence =
                    room.database
                            .read(h -> room.presences.find(h, device.district(), device.device()))
                            .orElseThrow();
            assertThat(reply.serverTime()).isEqualTo(room.district.instant());
            assertThat(reply.heartbeat()).contains(CheckInRoom.HEARTBEAT);
            assertThat(presence.lastCheckIn()).isEqualTo(room.district.instant());
            assertThat(presence.enrollment()).isEqualTo(device.enrollment());
            assertThat(presence.about().orElseThrow().hostname()).isEqualTo("lab -1 [31m");
            assertThat(presence.about().orElseThrow().actions())
                    .containsExactly("run-script", "restart-service");
            assertThat(presence.state(room.district.instant().plus(Duration.ofHours(1))))
                    .isEqualTo(PresenceState.LATE);
            assertThat(presence.stateLostAt()).isEmpty();
        }
    }

    @StorageTest
    void aContinuationThatWasNeverGivenIsRecordedAsASuspectedFork(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            for (int i = 0; i < 3; i++) {
                room.checkIn(device, session);
            }
            assertThat(forkSuspected(room, device)).isFalse();

            room.continuation = Optional.of("0123456789abcdef0123456789abcdef");
            room.checkIn(device, session);

            assertThat(forkSuspected(room, device)).isTrue();
        }
    }

    @StorageTest
    void whatIsSaidAsARecordThatTheDeviceHasLeftIsRefusedAndKeptNowhere(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.ofAnotherRecord());
            var device = room.district.device();
            var session = room.district.session();
            var report = new PolicyReport(Digest.of("policy"), List.of());

            for (var said : List.of(CheckIn.bare("boot-1"), report)) {
                assertThatThrownBy(() -> room.answer(device, session, said))
                        .hasCauseInstanceOf(Problem.class)
                        .extracting(e -> ((Problem) e.getCause()).code())
                        .isEqualTo(ProblemCode.RECORD_CHANGED);
            }

            assertThat(room.sightings(device)).isEmpty();
        }
    }

    @StorageTest
    void aCheckInRightAfterAnotherOfItsSessionWritesNothing(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            var first = room.checkIn(device, session);
            room.continuation = Optional.of(first.continuation());

            room.district.forward(Duration.ofSeconds(4));
            var outcome = room.follow(device, session);
            assertThat(outcome.continuation()).isEqualTo(first.continuation());
            assertThat(lastCheckIn(room, device))
                    .isEqualTo(room.district.instant().minusSeconds(4));

            room.district.forward(Duration.ofSeconds(1));
            var later = room.follow(device, session);
            assertThat(later.continuation()).isNotEqualTo(first.continuation());
            assertThat(lastCheckIn(room, device)).isEqualTo(room.district.instant());
            assertThat(forkSuspected(room, device)).isFalse();
        }
    }

    @StorageTest
    void butOfAnotherSessionOrWithAnotherThreadItDoes(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            var first = room.checkIn(device, session);
            room.district.forward(Duration.ofSeconds(1));

            var elsewhere = room.follow(device, room.district.session());
            assertThat(elsewhere.continuation()).isNotEqualTo(first.continuation());

            room.continuation = Optional.of("0123456789abcdef0123456789abcdef");
            room.follow(device, room.district.session());
            assertThat(forkSuspected(room, device)).isTrue();
        }
    }

    @StorageTest
    void norIsItTheSameMomentWithAThreadThatWasNeverGivenOrAfterAnotherBoot(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            var first = room.checkIn(device, session);
            room.district.forward(Duration.ofSeconds(1));

            var rebooted = room.follow(device, session, "boot-2");
            assertThat(rebooted.continuation()).isNotEqualTo(first.continuation());
            assertThat(forkSuspected(room, device)).isFalse();

            room.continuation = Optional.of("0123456789abcdef0123456789abcdef");
            room.follow(device, session, "boot-2");
            assertThat(forkSuspected(room, device)).isTrue();
        }
    }

    private static Instant lastCheckIn(CheckInRoom room, EnrolledDevice device) {
        return room.database
                .read(h -> room.presences.find(h, device.district(), device.device()))
                .orElseThrow()
                .lastCheckIn();
    }

    @StorageTest
    void afterARestoreNobodyIsSuspectedForWhatWasGivenSinceTheBackup(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var before = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = before.district.device();
            before.checkIn(device, before.district.session());
            var restored = before.restored();
            restored.continuation = Optional.of("0123456789abcdef0123456789abcdef");

            restored.checkIn(device, restored.district.session());
            restored.checkIn(device, restored.district.session());
            assertThat(forkSuspected(restored, device)).isFalse();

            restored.continuation = Optional.of("fedcba9876543210fedcba9876543210");
            restored.checkIn(device, restored.district.session());
            assertThat(forkSuspected(restored, device)).isTrue();
            assertThat(restored.counted("rollcall.checkins.forks")).isEqualTo(1);
        }
    }

    @StorageTest
    void aNewEnrollmentOfTheDeviceBeginsANewThread(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            room.checkIn(device, room.district.session());
            room.continuation = Optional.empty();
            var again = room.district.again(device);

            room.checkIn(again, room.district.session());
            room.checkIn(again, room.district.session());

            assertThat(forkSuspected(room, again)).isFalse();
        }
    }

    private static boolean forkSuspected(CheckInRoom room, EnrolledDevice device) {
        return room.database
                .read(h -> room.presences.find(h, device.district(), device.device()))
                .orElseThrow()
                .stateLostAt()
                .isPresent();
    }

    @StorageTest
    void checkInsWithoutALongGapAreOneSighting(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var morning = room.district.instant();
            for (int i = 0; i < 5; i++) {
                room.checkIn(device, room.district.session("10.0.0.7"));
                room.district.forward(Duration.ofMinutes(15));
            }
            room.district.forward(Duration.ofHours(8));
            var evening = room.district.instant();
            room.checkIn(device, room.district.session("203.0.113.9"));

            assertThat(room.sightings(device))
                    .containsExactly(
                            new Sighting(
                                    morning,
                                    morning.plus(Duration.ofHours(1)),
                                    AddressKind.PRIVATE),
                            new Sighting(evening, evening, AddressKind.PUBLIC));
        }
    }

    @StorageTest
    void acknowledgementsAndOutcomesAreRecordedAndSaidSo(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var other = new RunId(new UUID(8, 8));
            var outcome = RunOutcome.without(other, Outcome.SUCCEEDED, "");

            var reply =
                    (CheckInReply)
                            room.answer(
                                    room.district.device(),
                                    room.district.session(),
                                    CheckInRoom.saying(List.of(RUN), List.of(outcome)));

            assertThat(reply.recorded()).containsExactly(RUN, other);
            assertThat(
                            room.meters
                                    .counter("rollcall.runs.outcomes", "outcome", "succeeded")
                                    .count())
                    .isEqualTo(1);
            assertThat(room.meters.timer("rollcall.checkins").count()).isEqualTo(1);
        }
    }

    @StorageTest
    void sectionsAreWantedUntilTheRootIsKnown(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            var off =
                    SectionReport.without(
                            new SectionKind("hardware"), SectionState.OFF, Duration.ZERO, "off");
            var root = InventorySnapshot.root(List.of(off));
            var message = CheckInRoom.message(Optional.empty(), Optional.of(root));

            assertThat(((CheckInReply) room.answer(device, session, message)).wantsSections())
                    .isTrue();
            room.answer(device, session, new Sections(List.of(off)));
            assertThat(((CheckInReply) room.answer(device, session, message)).wantsSections())
                    .isFalse();
            room.district.forward(Duration.ofDays(1));
            assertThat(((CheckInReply) room.answer(device, session, message)).wantsSections())
                    .isTrue();
        }
    }

    @StorageTest
    void belowTheFirstFloorInventoryIsTurnedAwayAndTheSessionGoesOn(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            room.leave(999);

            var sections = room.answer(device, session, new Sections(List.of()));
            var checkIn =
                    (CheckInReply)
                            room.answer(
                                    device,
                                    session,
                                    CheckInRoom.message(
                                            Optional.empty(), Optional.of(Digest.of("root"))));

            assertThat(sections).isEqualTo(Received.nothingWanted());
            assertThat(room.counted("rollcall.inventory.turned.away")).isEqualTo(1);
            assertThat(checkIn.wantsSections()).isFalse();
            assertThat(room.answer(device, session, report())).isEqualTo(Received.nothingWanted());

            room.leave(1000);
            var later =
                    (CheckInReply)
                            room.answer(
                                    device,
                                    session,
                                    CheckInRoom.message(
                                            Optional.empty(), Optional.of(Digest.of("root"))));
            assertThat(later.wantsSections()).isTrue();
        }
    }

    /** An agent names its root when it is new and when its time has come, and not in between. */
    @StorageTest
    void whatThereWasNoRoomForIsAskedForAtTheFirstCheckInWithRoom(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var other = room.district.device();
            var session = room.district.session();
            var elsewhere = room.district.session();
            room.follow(other, elsewhere);
            room.continuation = Optional.empty();
            room.leave(999);
            var root = CheckInRoom.message(Optional.empty(), Optional.of(Digest.of("root")));
            var reply = (CheckInReply) room.answer(device, session, root);
            room.continuation = Optional.of(reply.continuation());
            assertThat(room.follow(device, session).wantsSections()).isFalse();

            room.leave(1000);

            assertThat(room.follow(device, session).wantsSections()).isTrue();
            assertThat(room.follow(device, session).wantsSections()).isFalse();
            assertThat(room.follow(other, elsewhere).wantsSections()).isFalse();
        }
    }

    @StorageTest
    void sectionsThatWereTurnedAwayAreAskedForAgain(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            room.follow(device, session);
            room.leave(99);
            room.answer(device, session, new Sections(List.of()));

            room.leave(1000);

            assertThat(room.follow(device, session).wantsSections()).isTrue();
        }
    }

    @StorageTest
    void theDiskIsAskedOnceASecond(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            for (int i = 0; i < 20; i++) {
                room.answer(device, room.district.session(), report());
            }
            assertThat(room.asked).hasValue(1);

            room.leave(999);
            room.answer(device, room.district.session(), report());

            assertThat(room.asked).hasValue(2);
            assertThat(room.space.usable()).isEqualTo(999);
        }
    }

    @StorageTest
    void belowTheSecondFloorOnlyOutcomesAreKept(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();
            var session = room.district.session();
            var before = room.checkIn(device, session);
            room.leave(99);
            var outcome = RunOutcome.without(RUN, Outcome.FAILED, "no");

            var idle = room.answer(device, session, CheckInRoom.saying(List.of(), List.of()));
            var withOutcome =
                    (CheckInReply)
                            room.answer(
                                    device,
                                    session,
                                    CheckInRoom.saying(List.of(), List.of(outcome)));
            var report = room.answer(device, session, report());
            var output = room.answer(device, session, new RunOutput(RUN, 0, 1, Bytes.utf8("x")));

            assertThat(withOutcome.recorded()).containsExactly(RUN);
            assertThat(withOutcome.continuation()).isEqualTo(before.continuation());
            assertThat(List.of(idle, report, output))
                    .allSatisfy(r -> assertThat(((Refused) r).code()).isEqualTo("storage-low"));
        }
    }

    @StorageTest
    void anAgentThatIsTooOldIsToldToUpgradeAndNothingIsGivenToIt(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var looked = new AtomicInteger();
            var room = new CheckInRoom(fresh.database(), CheckInRoom.counting(looked));
            var device = room.district.device();
            var old =
                    new AgentAbout(
                            "0.0.9",
                            "lab-1",
                            "linux",
                            KeyProtection.FILE,
                            List.of("run-script"),
                            List.of());
            var said =
                    new CheckIn(
                            "boot-1",
                            Optional.empty(),
                            Optional.of(old),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            List.of());

            var refused = (Refused) room.answer(device, room.district.session(), said);

            assertThat(refused.code()).isEqualTo("agent-too-old");
            assertThat(refused.reaction()).isEqualTo(Refused.Reaction.UPGRADE);
            assertThat(looked).hasValue(0);
            room.checkIn(device, room.district.session());
            assertThat(looked).hasValue(1);
        }
    }

    @StorageTest
    void whatIsNotKnownHereIsAnsweredAsUnsupported(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new CheckInRoom(fresh.database(), CheckInRoom.quiet());
            var device = room.district.device();

            assertThat(room.answer(device, room.district.session(), new RenewalRequest("csr")))
                    .isEqualTo(new Unsupported("renewal-request"));
        }
    }

    private static PolicyReport report() {
        return new PolicyReport(Digest.of("policy"), List.of());
    }
}

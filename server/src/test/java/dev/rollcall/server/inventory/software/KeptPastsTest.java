package dev.rollcall.server.inventory.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.server.device.query.FleetsReadAnew;
import dev.rollcall.server.device.query.PastPackages;
import dev.rollcall.server.inventory.Bodies;
import dev.rollcall.server.inventory.StoredContents;
import dev.rollcall.server.inventory.software.SoftwareCatalog.Question;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import dev.rollcall.server.testing.TestDistrict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

class KeptPastsTest {

    /** A district of which the past is read, and how often. */
    private static final class Room {

        private final TestDistrict district;
        private final StoredContents contents = new StoredContents(new Bodies());
        private final KeptPasts pasts = new KeptPasts();
        private final AtomicInteger reads = new AtomicInteger();

        Room(TestDatabase.Fresh fresh) {
            this.district = new TestDistrict(fresh.database());
        }

        Question question(Instant before) {
            return new Question(district.id(), List.of(), district.instant(), before);
        }

        PastPackages read(Instant at) {
            reads.incrementAndGet();
            return district.database()
                    .read(h ->
                            PastPackages.read(
                                    h,
                                    district.id(),
                                    at,
                                    contents,
                                    new FleetsReadAnew(contents).of(h, district.id())));
        }

        /** How often it was read for this question. */
        int ask(Instant before) {
            int already = reads.get();
            var _ = pasts.of(question(before), () -> read(before));
            return reads.get() - already;
        }
    }

    @StorageTest
    void theInstantsThatWereAskedForLastAreKept(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new Room(fresh);
            var now = room.district.instant();
            var first = now.minus(Duration.ofDays(30));
            assertThat(room.ask(first)).isEqualTo(1);
            for (int i = 1; i <= 150; i++) {
                assertThat(room.ask(first.plus(Duration.ofHours(i)))).isEqualTo(1);
                if (i < 15) {
                    assertThat(room.ask(first)).isZero();
                }
            }

            assertThat(room.ask(first.plus(Duration.ofHours(150)))).isZero();
            assertThat(room.ask(first.plus(Duration.ofHours(140)))).isZero();
            assertThat(room.ask(first)).isEqualTo(1);
        }
    }

    @StorageTest
    void whatMayYetChangeIsNotKept(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var room = new Room(fresh);
            var now = room.district.instant();

            assertThat(room.ask(now)).isEqualTo(1);
            assertThat(room.ask(now)).isEqualTo(1);
            assertThat(room.ask(now.minus(KeptPasts.SETTLED))).isEqualTo(1);
            assertThat(room.ask(now.minus(KeptPasts.SETTLED))).isZero();
            assertThat(room.question(now.plusSeconds(60)).before()).isEqualTo(now);
        }
    }

    @StorageTest
    void whoWaitsLongForAnotherIsToldToComeAgainAndWhoAsksTheSameGetsIt(TestDatabase engine)
            throws InterruptedException {
        try (var fresh = engine.fresh()) {
            var room = new Room(fresh);
            var slow = room.district.instant().minus(Duration.ofDays(1));
            var reading = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var answers = new ArrayList<PastPackages>();
            var asker =
                    Thread.ofVirtual()
                            .start(() ->
                                    answers.add(
                                            room.pasts.of(
                                                    room.question(slow),
                                                    () -> {
                                                        reading.countDown();
                                                        await(goOn);
                                                        return room.read(slow);
                                                    })));
            reading.await();

            assertThatThrownBy(() -> room.ask(slow.minusSeconds(1)))
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BUSY));
            goOn.countDown();
            // on a busy machine it may be told to come again first
            var same =
                    Awaitility.await()
                            .ignoreExceptionsInstanceOf(Problem.class)
                            .until(
                                    () -> room.pasts.of(room.question(slow), () -> room.read(slow)),
                                    Objects::nonNull);
            asker.join();
            assertThat(answers).containsExactly(same);
            assertThat(room.reads).hasValue(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

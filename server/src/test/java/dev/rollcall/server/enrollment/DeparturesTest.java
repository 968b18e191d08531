package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.device.Retirement;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.pki.OpenSsl;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.io.TempDir;

class DeparturesTest {

    @TempDir private Path folder;

    private final Map<EnrollmentId, ProblemCode> closed = new HashMap<>();
    private final List<EnrollmentId> runsEnded = new ArrayList<>();
    private boolean runsFail;

    private Enrollment revoke(TestEnrollment rooms, DeviceId device, String reason) {
        return departures(rooms)
                .revoke(rooms.district(), device, reason, Actor.system(), TestPki.NOW);
    }

    private Departures departures(TestEnrollment rooms) {
        return new Departures(
                rooms.database(),
                rooms.authorities(),
                new Retirements(),
                rooms.audit(),
                this::endRuns,
                closed::put);
    }

    private int endRuns(Handle handle, DistrictId district, EnrollmentId enrollment, Instant now) {
        if (runsFail) {
            throw new IllegalStateException("the runs could not be ended");
        }
        runsEnded.add(enrollment);
        return 2;
    }

    @StorageTest
    void whatWasOpenEndsWithTheEnrollmentOrNothingDoes(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var accepted = rooms.enroll();
            var leaf = accepted.chain().getFirst();
            runsFail = true;

            assertThatThrownBy(() -> revoke(rooms, accepted.device().device(), "stolen"))
                    .hasMessageContaining("could not be ended");

            assertThat(rooms.identities().judge(leaf))
                    .isEqualTo(new Verdict.Welcome(accepted.device()));
            assertThat(closed).isEmpty();

            runsFail = false;
            revoke(rooms, accepted.device().device(), "stolen");

            assertThat(runsEnded).containsExactly(accepted.device().enrollment());
        }
    }

    @StorageTest
    void aRevokedDeviceIsToldSoInItsSessionAndEverAfter(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var accepted = rooms.enroll();
            var leaf = accepted.chain().getFirst();
            assertThat(rooms.identities().judge(leaf))
                    .isEqualTo(new Verdict.Welcome(accepted.device()));

            revoke(rooms, accepted.device().device(), "stolen from room 204");

            assertThat(rooms.identities().judge(leaf))
                    .isEqualTo(new Verdict.Unwelcome(ProblemCode.DEVICE_REVOKED));
            assertThat(closed)
                    .containsEntry(accepted.device().enrollment(), ProblemCode.DEVICE_REVOKED);
            var status =
                    fresh.database()
                            .read(h ->
                                    rooms.authorities()
                                            .status(h, rooms.district(), leaf.getSerialNumber()))
                            .orElseThrow();
            assertThat(status.revoked()).isPresent();
        }
    }

    @StorageTest
    void anEndComesOnceAndKeepsItsReason(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device().device();

            var retired =
                    departures(rooms)
                            .retire(
                                    retiring(rooms, device, RetiredAs.DISPOSED, "sold in summer"),
                                    Actor.system(),
                                    TestPki.NOW);

            assertThat(retired.end())
                    .contains(new Enrollment.End(TestPki.NOW, EndReason.RETIRED, "sold in summer"));
            assertThatThrownBy(() -> revoke(rooms, device, "again"))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("no living enrollment");
        }
    }

    @StorageTest
    void anEndNeedsAReason(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device().device();

            assertThatThrownBy(() -> revoke(rooms, device, " ")).hasMessageContaining("say why");

            assertThat(closed).isEmpty();
        }
    }

    @StorageTest
    void theRevocationListNamesWhatEnded(TestDatabase engine) throws IOException {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var accepted = rooms.enroll();
            rooms.enroll();
            revoke(rooms, accepted.device().device(), "stolen");

            var der =
                    fresh.database()
                            .read(h ->
                                    rooms.authorities()
                                            .revocationList(h, rooms.district(), TestPki.NOW));
            Files.write(folder.resolve("list.crl"), der);

            var serial = accepted.chain().getFirst().getSerialNumber().toString(16);
            assertThat(
                            OpenSsl.run(
                                            folder,
                                            "crl",
                                            "-inform",
                                            "DER",
                                            "-in",
                                            "list.crl",
                                            "-noout",
                                            "-text")
                                    .output())
                    .containsIgnoringCase(serial)
                    .containsOnlyOnce("Serial Number")
                    .contains("Privilege Withdrawn");
        }
    }

    private static Retiring retiring(
            TestEnrollment rooms, DeviceId device, RetiredAs as, String reason) {
        return new Retiring(rooms.district(), device, as, LocalDate.of(2026, 11, 20), reason);
    }

    @StorageTest
    void aDeviceThatWasShutOutIsRetiredOnceWithItsDateAndMarked(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device().device();
            revoke(rooms, device, "gone");
            closed.clear();
            var stolen = retiring(rooms, device, RetiredAs.STOLEN, "police 2026-118");

            departures(rooms).retire(stolen, Actor.system(), TestPki.NOW);

            var retirements = new Retirements();
            var said =
                    fresh.database()
                            .read(h -> retirements.missing(h, rooms.district(), device))
                            .orElseThrow();
            assertThat(said.as()).isEqualTo(RetiredAs.STOLEN);
            assertThat(said.on()).isEqualTo(LocalDate.of(2026, 11, 20));
            assertThat(said.from()).isEqualTo(TestPki.NOW);
            assertThat(closed).isEmpty();
            assertThatThrownBy(() -> departures(rooms).retire(stolen, Actor.system(), TestPki.NOW))
                    .hasMessageContaining("retired already");
        }
    }

    @StorageTest
    void aRetirementThatIsTakenBackStaysInThePastAndItsIdentityRefused(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var accepted = rooms.enroll();
            var device = accepted.device().device();
            var lost = retiring(rooms, device, RetiredAs.LOST, "on a bus");
            departures(rooms).retire(lost, Actor.system(), TestPki.NOW);
            var later = TestPki.NOW.plusSeconds(60);

            departures(rooms).unretire(rooms.district(), device, "found", Actor.system(), later);

            var retirements = new Retirements();
            Optional<Retirement> current =
                    fresh.database().read(h -> retirements.current(h, rooms.district(), device));
            Optional<Retirement> before =
                    fresh.database()
                            .read(h -> retirements.at(h, rooms.district(), device, TestPki.NOW));
            assertThat(current).isEmpty();
            assertThat(before).isPresent();
            assertThat(rooms.identities().judge(accepted.chain().getFirst()))
                    .isEqualTo(new Verdict.Unwelcome(ProblemCode.DEVICE_RETIRED));
            assertThatThrownBy(() ->
                            departures(rooms)
                                    .unretire(
                                            rooms.district(),
                                            device,
                                            "again",
                                            Actor.system(),
                                            later))
                    .hasMessageContaining("not retired");
        }
    }

    @StorageTest
    void aDateThatIsStillToComeIsRefused(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device().device();
            var next =
                    new Retiring(
                            rooms.district(),
                            device,
                            RetiredAs.DISPOSED,
                            LocalDate.of(2026, 11, 25),
                            "next week");

            assertThatThrownBy(() -> departures(rooms).retire(next, Actor.system(), TestPki.NOW))
                    .hasMessageContaining("today or before");
        }
    }
}

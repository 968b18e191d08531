package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DeviceId;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.server.audit.Actor;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                rooms.database(), rooms.authorities(), rooms.audit(), this::endRuns, closed::put);
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
                                    rooms.district(),
                                    device,
                                    "sold in summer",
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
}

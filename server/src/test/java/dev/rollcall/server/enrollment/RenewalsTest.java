package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.RenewalReply;
import dev.rollcall.common.protocol.RenewalRequest;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.RetiredAs;
import dev.rollcall.server.device.Retirements;
import dev.rollcall.server.enrollment.IdentityCheck.Verdict;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class RenewalsTest {

    private static final Instant DUE = TestPki.NOW.plus(Duration.ofDays(270));

    @TempDir private Path folder;

    private static Optional<RenewalReply> renew(
            TestEnrollment rooms, EnrolledDevice device, String csr, Instant at) {
        return renewals(rooms).renew(device, new RenewalRequest(csr), at).join();
    }

    private static Renewals renewals(TestEnrollment rooms) {
        return new Renewals(rooms.database(), rooms.authorities(), rooms.audit(), Runnable::run);
    }

    private static String request(KeyPair key) {
        return Pem.encode("CERTIFICATE REQUEST", CertificateRequest.make(key));
    }

    private static X509Certificate leaf(RenewalReply reply) {
        return Pem.certificates(reply.chain().getFirst()).getFirst();
    }

    @StorageTest
    void theNextCertificateIsForTheNewKeyAndTheSameEnrollment(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var joined = rooms.enroll();
            var key = EcKeys.generate();

            var reply = renew(rooms, joined.device(), request(key), TestPki.NOW).orElseThrow();

            assertThat(leaf(reply).getPublicKey()).isEqualTo(key.getPublic());
            assertThat(reply.chain()).hasSize(2);
            assertThat(rooms.identities().judge(leaf(reply)))
                    .isEqualTo(new Verdict.Welcome(joined.device()));
            assertThat(rooms.identities().judge(joined.chain().getFirst()))
                    .isEqualTo(new Verdict.Welcome(joined.device()));
        }
    }

    @StorageTest
    void aDeviceThatLostTheAnswerIsGivenTheSameOneAgain(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device();
            var request = request(EcKeys.generate());

            var first = renew(rooms, device, request, DUE);

            assertThat(first).isPresent();
            assertThat(renew(rooms, device, request, DUE.plusSeconds(60))).isEqualTo(first);
        }
    }

    @StorageTest
    void aDeviceThatAsksWithoutEndIsGivenSomeADay(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device();
            for (int i = 0; i < 4; i++) {
                assertThat(renew(rooms, device, request(EcKeys.generate()), DUE)).isPresent();
            }

            assertThat(renew(rooms, device, request(EcKeys.generate()), DUE)).isEmpty();
            assertThat(
                            renew(
                                    rooms,
                                    device,
                                    request(EcKeys.generate()),
                                    DUE.plus(Duration.ofDays(2))))
                    .isPresent();
        }
    }

    @StorageTest
    void aRequestThatProvesNoKeyIsCountedAndShutsNobodyOut(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device();
            var renewals = renewals(rooms);
            var stolen = CertificateRequest.make(EcKeys.generate());
            stolen[stolen.length - 1] ^= 1;

            for (var csr :
                    List.of(
                            "no request",
                            Pem.encode("CERTIFICATE REQUEST", new byte[] {1, 2, 3}),
                            Pem.encode("CERTIFICATE REQUEST", stolen))) {
                assertThat(renewals.renew(device, new RenewalRequest(csr), DUE).join()).isEmpty();
            }

            assertThat(renewals.senseless()).isEqualTo(3);
            assertThat(renew(rooms, device, request(EcKeys.generate()), DUE)).isPresent();
        }
    }

    @StorageTest
    void whoWasShutOutIsRefused(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device();
            var other = EcKeys.generate();

            new Departures(
                            rooms.database(),
                            rooms.authorities(),
                            new Retirements(),
                            rooms.audit(),
                            (handle, district, enrollment, at) -> 0,
                            (enrollment, why) -> {})
                    .revoke(
                            rooms.district(),
                            device.device(),
                            "stolen",
                            Actor.system(),
                            TestPki.NOW);

            assertThatThrownBy(() -> renew(rooms, device, request(other), DUE))
                    .cause()
                    .isInstanceOfSatisfying(
                            Problem.class,
                            problem ->
                                    assertThat(problem.code())
                                            .isEqualTo(ProblemCode.DEVICE_UNKNOWN));
        }
    }

    @StorageTest
    void aRenewedCertificateEndsWithItsEnrollment(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var device = rooms.enroll().device();
            var reply = renew(rooms, device, request(EcKeys.generate()), TestPki.NOW).orElseThrow();

            new Departures(
                            rooms.database(),
                            rooms.authorities(),
                            new Retirements(),
                            rooms.audit(),
                            (handle, district, enrollment, at) -> 0,
                            (enrollment, why) -> {})
                    .retire(
                            new Retiring(
                                    rooms.district(),
                                    device.device(),
                                    RetiredAs.OTHER,
                                    LocalDate.EPOCH,
                                    "sold"),
                            Actor.system(),
                            TestPki.NOW);

            assertThat(rooms.identities().judge(leaf(reply)))
                    .isEqualTo(new Verdict.Unwelcome(ProblemCode.DEVICE_RETIRED));
        }
    }
}

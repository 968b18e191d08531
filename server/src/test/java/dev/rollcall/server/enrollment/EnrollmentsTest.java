package dev.rollcall.server.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.pki.CertificateRequest;
import dev.rollcall.common.pki.CertificateRequest.Fault;
import dev.rollcall.common.pki.DeviceIdentity;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.device.AddressKind;
import dev.rollcall.server.enrollment.Acceptance.Accepted;
import dev.rollcall.server.enrollment.Acceptance.Denied;
import dev.rollcall.server.enrollment.Acceptance.Pending;
import dev.rollcall.server.pki.TestPki;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentsTest {

    @TempDir private Path folder;

    private static long count(Database database, String what) {
        return database.read(
                h -> h.createQuery("SELECT COUNT(*) FROM " + what).mapTo(Long.class).one());
    }

    private static KeyPair pair(String curve) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static byte[] request(KeyPair named, KeyPair signer, String algorithm)
            throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=x"), named.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
                .getEncoded();
    }

    private static Map<Fault, byte[]> badRequests() throws Exception {
        var bad = new EnumMap<Fault, byte[]>(Fault.class);
        var other = pair("secp384r1");
        bad.put(Fault.TOO_LARGE, new byte[100_000]);
        bad.put(Fault.MALFORMED, new byte[] {0x30, 0x03, 1, 2, 3});
        bad.put(Fault.WRONG_KIND_OF_KEY, request(other, other, "SHA256withECDSA"));
        bad.put(
                Fault.WRONG_SIGNATURE,
                request(EcKeys.generate(), EcKeys.generate(), "SHA256withECDSA"));
        return bad;
    }

    @StorageTest
    void aTokenAndARequestBecomeADeviceWithACertificate(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);

            var accepted = rooms.enroll();

            var enrollment = accepted.device().enrollment();
            assertThat(DeviceIdentity.of(accepted.chain().getFirst()))
                    .contains(new DeviceIdentity(rooms.district(), enrollment));
            assertThat(accepted.chain().getLast())
                    .isEqualTo(rooms.authorities().issuing().getFirst());
            var found =
                    fresh.database()
                            .read(h -> rooms.enrollments().find(h, rooms.district(), enrollment))
                            .orElseThrow();
            assertThat(found.end()).isEmpty();
            assertThat(found.unit()).isEqualTo(rooms.root());
            assertThat(found.addressKind()).isEqualTo(AddressKind.PUBLIC);
            var told =
                    fresh.database()
                            .read(h -> rooms.audit().list(h, rooms.district(), Optional.empty(), 1))
                            .getFirst();
            assertThat(told.who().orElseThrow().has("address")).isFalse();
        }
    }

    @StorageTest
    void ofAHundredWithAOneUseTokenExactlyOneGetsACertificate(TestDatabase engine)
            throws InterruptedException {
        try (var fresh = engine.fresh();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var token = rooms.token(1);
            var asked =
                    IntStream.range(0, 100)
                            .<Callable<Acceptance>>mapToObj(i -> () -> rooms.accept(token))
                            .toList();

            var answers = threads.invokeAll(asked).stream().map(Future::resultNow).toList();

            assertThat(answers).filteredOn(Accepted.class::isInstance).hasSize(1);
            assertThat(answers)
                    .filteredOn(Denied.class::isInstance)
                    .containsOnly(Denied.of(ProblemCode.TOKEN_SPENT))
                    .hasSize(99);
            assertThat(count(fresh.database(), "device")).isEqualTo(1);
            assertThat(count(fresh.database(), "enrollment")).isEqualTo(1);
            assertThat(count(fresh.database(), "pki_certificate WHERE enrollment_id IS NOT NULL"))
                    .isEqualTo(1);
        }
    }

    @StorageTest
    void anAnswerThatWasLostIsGivenAgainToTheSameKey(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var token = rooms.token(1);
            var csr = CertificateRequest.make(EcKeys.generate());
            var first = rooms.accept(token, csr);

            var again = rooms.accept(token, csr);

            assertThat(again).isEqualTo(first).isInstanceOf(Accepted.class);
            assertThat(count(fresh.database(), "enrollment")).isEqualTo(1);
            assertThat(rooms.accept(token)).isEqualTo(Denied.of(ProblemCode.TOKEN_SPENT));
        }
    }

    @StorageTest
    void everyTokenThatDoesNotPermitSaysWhyAndAnExpiredOneIsDecidedAbout(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var database = fresh.database();
            var spent = rooms.token(1);
            rooms.accept(spent);
            var revoked = rooms.token(5);
            database.change(h ->
                    rooms
                            .tokens()
                            .list(h, rooms.district(), List.of(rooms.root()), Optional.empty(), 10)
                            .stream()
                            .filter(t -> t.uses() == 5)
                            .forEach(t ->
                                    rooms.tokens()
                                            .revoke(h, rooms.district(), t.id(), TestPki.NOW)));
            var expired = rooms.token(1);

            assertThat(rooms.accept(spent)).isEqualTo(Denied.of(ProblemCode.TOKEN_SPENT));
            assertThat(rooms.accept(revoked)).isEqualTo(Denied.of(ProblemCode.TOKEN_REVOKED));
            assertThat(
                            rooms.enrollments()
                                    .accept(
                                            Optional.of(expired),
                                            CertificateRequest.make(EcKeys.generate()),
                                            TestEnrollment.FROM,
                                            TestPki.NOW.plus(Duration.ofDays(7))))
                    .isEqualTo(new Pending("R-1", Duration.ofSeconds(5)));
            assertThat(rooms.accept(TokenText.write(new byte[32])))
                    .isEqualTo(Denied.of(ProblemCode.TOKEN_UNKNOWN));
            assertThat(rooms.accept("rce_mistyped"))
                    .isEqualTo(Denied.of(ProblemCode.TOKEN_MALFORMED));
        }
    }

    @StorageTest
    void aBadRequestIsRefusedWithItsFaultAndTheTokenIsNotSpent(TestDatabase engine)
            throws Exception {
        try (var fresh = engine.fresh()) {
            var rooms = new TestEnrollment(fresh.database(), folder);
            var token = rooms.token(1);
            var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

            badRequests()
                    .forEach((fault, csr) ->
                            assertThat(rooms.accept(token, csr))
                                    .isEqualTo(
                                            new Denied(
                                                    ProblemCode.CERTIFICATE_REQUEST_BAD,
                                                    fault.sentence())));
            assertThat(rooms.accept(token, request(rsa, rsa, "SHA256withRSA")))
                    .isEqualTo(
                            new Denied(
                                    ProblemCode.CERTIFICATE_REQUEST_BAD,
                                    Fault.WRONG_KIND_OF_KEY.sentence()));

            assertThat(rooms.accept(token)).isInstanceOf(Accepted.class);
        }
    }
}

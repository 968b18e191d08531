package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.server.audit.Actor;
import dev.rollcall.server.audit.AuditEvent;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.audit.AuditSeals;
import dev.rollcall.server.org.District;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {

    @TempDir private Path folder;

    private static TrustBundle bundle(SignedDocument document) {
        return Json.strict().readValue(document.payload().toArray(), TrustBundle.class);
    }

    @StorageTest
    void theTrustBundleIsSignedByTheOrderKeyAndHoldsTwoAnchorsOfEach(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var district = pki.initialize().district();
            var authorities = pki.open();

            var document = authorities.trustBundle(district);

            var bundle = bundle(document);
            assertThat(bundle.roots()).hasSize(2);
            assertThat(bundle.orderKeys()).hasSize(2);
            assertThat(bundle.escrowKey()).isPresent();
            assertThat(bundle.generation()).isEqualTo(1);
            assertThat(bundle.epoch()).isEqualTo(1);
            assertThat(document.verified(TrustBundle.TYPE, bundle.trustedOrderKeys())).isPresent();
            var hash = Digest.of(document.payload().toArray());
            assertThat(authorities.offerTrust(district, Optional.of(hash))).isEmpty();
            assertThat(authorities.offerTrust(district, Optional.empty())).contains(document);
            var order =
                    authorities.sign(
                            district, "job-order", "do it".getBytes(StandardCharsets.UTF_8));
            assertThat(order.verified("job-order", bundle.trustedOrderKeys())).isPresent();
        }
    }

    @StorageTest
    void theGenerationRisesOnlyWhenTheContentChangesAndAboveAllInANewEpoch(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var district = pki.initialize().district();

            var first = pki.open().trustBundle(district);
            var again = pki.open().trustBundle(district);
            var moved =
                    pki.open(
                                    new Endpoints(
                                            List.of("localhost", "127.0.0.1"),
                                            List.of("elsewhere:8443"),
                                            List.of("elsewhere:8444"),
                                            "0.1.0"))
                            .trustBundle(district);
            fresh.database().change(h -> Installation.raise(h, TestPki.NOW));
            var restored = pki.open().trustBundle(district);

            assertThat(again).isEqualTo(first);
            assertThat(bundle(moved).generation()).isEqualTo(2);
            assertThat(bundle(restored).epoch()).isEqualTo(2);
            assertThat(bundle(restored).generation()).isEqualTo(1_000_001);
        }
    }

    @StorageTest
    void theServerCertificateStaysUntilItsNamesChangeOrItsEndComesNear(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            pki.initialize();
            var first = pki.open().tls().chain().getFirst();

            var again = pki.open().tls().chain().getFirst();
            var renamed = pki.open(TestPki.endpoints("mdm.lincoln.example", "::1")).tls().chain();
            var later =
                    new TestPki(
                            fresh.database(),
                            folder,
                            InstantSource.fixed(TestPki.NOW.plus(Duration.ofDays(340))));
            var renewed = later.open(TestPki.endpoints("mdm.lincoln.example", "::1")).tls().chain();

            assertThat(again).isEqualTo(first);
            assertThat(renamed.getFirst()).isNotEqualTo(first);
            assertThat(renewed.getFirst()).isNotEqualTo(renamed.getFirst());
            assertThat(renewed.getLast()).isEqualTo(renamed.getLast());
        }
    }

    @StorageTest
    void aDeviceCertificateIsRecognizedByItsOwnDistrictOnly(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var lincoln = pki.initialize().district();
            var roosevelt = pki.addDistrict("roosevelt");
            var authorities = pki.open();
            var key = EcKeys.generate().getPublic();
            var profiles = new CertificateProfiles(new SecureRandom());
            var ring =
                    fresh.database()
                            .read(h ->
                                    KeyRing.load(
                                            h,
                                            KeyVault.open(
                                                    h,
                                                    TestPki.PASSPHRASE,
                                                    new SecureRandom(),
                                                    Optional.empty())));
            var enrollment = new EnrollmentId(UUID.randomUUID());

            var honest = device(profiles, ring, lincoln, lincoln, enrollment, key);
            var forged = device(profiles, ring, lincoln, roosevelt, enrollment, key);
            var server = authorities.tls().chain().getFirst();

            var recognized = authorities.deviceCertificates();
            assertThat(recognized.recognize(honest))
                    .hasValueSatisfying(
                            peer -> assertThat(peer.enrollment()).isEqualTo(enrollment));
            assertThat(recognized.recognize(forged)).isEmpty();
            assertThat(recognized.recognize(server)).isEmpty();
            assertThat(recognized.recognize(authorities.issuing().getFirst())).isEmpty();
            assertThat(recognized.issuing()).hasSize(2);
        }
    }

    private static X509Certificate device(
            CertificateProfiles profiles,
            KeyRing ring,
            DistrictId issuer,
            DistrictId named,
            EnrollmentId enrollment,
            PublicKey key) {
        var issuing = Objects.requireNonNull(ring.districts().get(issuer)).issuing();
        return profiles.device(issuing, named, enrollment, key, TestPki.NOWHERE, TestPki.NOW);
    }

    @StorageTest
    void aFurtherDistrictGetsKeysOfItsOwn(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var lincoln = pki.initialize().district();
            var roosevelt = pki.addDistrict("roosevelt");
            var authorities = pki.open();

            var order = authorities.sign(roosevelt, "job-order", new byte[] {1});

            var own = bundle(authorities.trustBundle(roosevelt)).trustedOrderKeys();
            var others = bundle(authorities.trustBundle(lincoln)).trustedOrderKeys();
            assertThat(order.verified("job-order", own)).isPresent();
            assertThat(order.verified("job-order", others)).isEmpty();
            assertThat(pki.open().trustBundle(roosevelt))
                    .isEqualTo(authorities.trustBundle(roosevelt));
        }
    }

    @StorageTest
    void aFurtherDistrictIsRefusedTheOfflineKeysOfAnother(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            pki.initialize();
            pki.addDistrict("roosevelt");

            for (var taken : List.of("offline-keys.pem", "offline-roosevelt.pem")) {
                assertThatThrownBy(() -> pki.addDistrict("adams", pki.secrets(taken)))
                        .as(taken)
                        .isInstanceOf(PkiException.class)
                        .hasMessageContaining("another district");
            }
            Optional<District> adams = fresh.database().read(h -> pki.units().district(h, "adams"));
            assertThat(adams).isEmpty();
        }
    }

    @StorageTest
    void theKeyOfTheDataFolderSealsTheAudit(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var district = pki.initialize().district();
            var sealing = AuditSealing.open(pki.dataFolder(), TestPki.PASSPHRASE);
            var other =
                    AuditSealing.openOrCreate(
                            folder.resolve("other"), TestPki.PASSPHRASE, 1, new SecureRandom());
            var audit = new AuditLog(new SecureRandom());
            fresh.database()
                    .change(h -> {
                        audit.record(
                                h,
                                AuditEvent.of(
                                        district,
                                        Actor.system(),
                                        TestPki.NOW,
                                        "tested",
                                        "unit",
                                        district.toString(),
                                        "after"));
                        new AuditSeals(sealing).sealAll(h, TestPki.NOW);
                    });

            var verified =
                    fresh.database().read(h -> audit.verify(h, district, sealing.publicKey()));
            var doubted = fresh.database().read(h -> audit.verify(h, district, other.publicKey()));

            assertThat(verified.findings()).isEmpty();
            assertThat(verified.seals()).isEqualTo(1);
            assertThat(doubted.findings()).isNotEmpty();
        }
    }
}

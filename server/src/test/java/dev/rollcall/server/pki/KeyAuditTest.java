package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.server.audit.AuditEntry;
import dev.rollcall.server.audit.AuditLog;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

class KeyAuditTest {

    @TempDir private Path folder;

    /** The newest first. */
    private static List<AuditEntry> events(Database database, DistrictId district) {
        return database.read(
                h -> new AuditLog(new Random(1)).list(h, district, Optional.empty(), 50));
    }

    private static List<String> words(List<AuditEntry> events) {
        return events.stream().map(event -> event.verb() + " " + event.objectKind()).toList();
    }

    private static String id(PublicKey key) {
        return KeyId.of(key).value();
    }

    @StorageTest
    void theKeysOfAnInstallationAreInTheChainOfWhomTheyAreMadeFor(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var founded = pki.initialize();
            var authorities = pki.open();

            var provider = events(fresh.database(), founded.provider());
            assertThat(words(provider))
                    .containsExactly("created server-certificate", "created keys");
            var keys = provider.getLast().after().orElseThrow();
            assertThat(keys.at("/root/0").stringValue())
                    .isEqualTo(id(authorities.root().getPublicKey()));
            assertThat(keys.at("/root-next/0").stringValue())
                    .isEqualTo(id(authorities.roots().getLast().getPublicKey()));
            assertThat(keys.at("/infrastructure")).hasSize(1);
            assertThat(provider.getFirst().after().orElseThrow().path("key").stringValue())
                    .isEqualTo(id(authorities.tls().chain().getFirst().getPublicKey()));

            var district = events(fresh.database(), founded.district());
            assertThat(words(district)).containsExactly("signed trust-bundle", "created keys");
            var made = district.getLast().after().orElseThrow();
            assertThat(made.propertyNames())
                    .containsExactlyInAnyOrder("issuing", "order", "order-next", "escrow");
            var bundle = district.getFirst().after().orElseThrow();
            assertThat(bundle.path("signed-by")).isEqualTo(made.at("/order/0"));
            assertThat(bundle.path("escrow-key")).isEqualTo(made.at("/escrow/0"));
            assertThat(bundle.at("/order-keys/1")).isEqualTo(made.at("/order-next/0"));
            assertThat(bundle.at("/roots/0")).isEqualTo(keys.at("/root/0"));
        }
    }

    @StorageTest
    void aFurtherDistrictsKeysAreInItsOwnChain(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var founded = pki.initialize();
            var before = events(fresh.database(), founded.district());

            var added = pki.addDistrict("roosevelt");

            assertThat(words(events(fresh.database(), added))).containsExactly("created keys");
            assertThat(events(fresh.database(), founded.district())).isEqualTo(before);
        }
    }

    @StorageTest
    void aStartThatReplacesNothingLeavesNoEvent(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var founded = pki.initialize();
            pki.open();
            var provider = events(fresh.database(), founded.provider());
            var district = events(fresh.database(), founded.district());

            pki.open();

            assertThat(events(fresh.database(), founded.provider())).isEqualTo(provider);
            assertThat(events(fresh.database(), founded.district())).isEqualTo(district);
        }
    }

    @StorageTest
    void aReplacedCertificateAndANewBundleSayWhatWasBefore(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var founded = pki.initialize();
            var old = pki.open();
            fresh.database().change(h -> Installation.raise(h, TestPki.NOW));

            var renamed = pki.open(TestPki.endpoints("mdm.lincoln.example"));

            var certificate = events(fresh.database(), founded.provider()).getFirst();
            assertThat(certificate.verb()).isEqualTo("replaced");
            assertThat(certificate.actorKind()).isEqualTo("system");
            assertThat(certificate.before().orElseThrow().path("key").stringValue())
                    .isEqualTo(id(old.tls().chain().getFirst().getPublicKey()));
            assertThat(certificate.after().orElseThrow().path("key").stringValue())
                    .isEqualTo(id(renamed.tls().chain().getFirst().getPublicKey()));
            var bundle = events(fresh.database(), founded.district()).getFirst();
            assertThat(bundle.before().orElseThrow().path("generation").longValue()).isEqualTo(1);
            var signed = renamed.trustBundle(founded.district()).payload().toArray();
            assertThat(bundle.after().orElseThrow().path("generation").longValue())
                    .isEqualTo(Json.strict().readValue(signed, TrustBundle.class).generation());
        }
    }
}

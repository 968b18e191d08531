package dev.rollcall.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

class AuditLogTest {

    private static final Instant NOW = Instant.parse("2026-11-02T08:00:00.123456789Z");
    private static final Actor ANNA = Actor.person("p-1", "Anna Doe", Optional.of("10.1.2.3"));

    private final KeyPair key = EcKeys.generate();
    private final AuditLog audit = new AuditLog(new SplittableRandom(7));
    private final AuditSeals seals = new AuditSeals(new KeyInMemory(key));
    private final Units units = new Units(new IdSource(() -> NOW, new SplittableRandom(1)));

    private DistrictId district(Database database, String slug) {
        return database.write(h -> units.createDistrict(h, slug, slug, ZoneOffset.UTC, NOW));
    }

    private void record(Database database, DistrictId district, String verb) {
        database.change(h ->
                audit.record(
                        h,
                        new AuditEvent(
                                district,
                                ANNA,
                                NOW,
                                verb,
                                "unit",
                                "u-1",
                                Optional.of(Map.of("name", "Lincoln")),
                                Optional.of(Map.of("name", "Lincoln Middle")))));
    }

    private DistrictId districtWithFiveEvents(Database database) {
        var district = district(database, "springfield");
        for (int i = 1; i <= 5; i++) {
            record(database, district, "renamed-" + i);
        }
        database.change(h -> seals.sealAll(h, NOW));
        return district;
    }

    private Verification verify(Database database, DistrictId district) {
        return database.read(h -> audit.verify(h, district, key.getPublic()));
    }

    @StorageTest
    void aWholeChainHolds(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var district = districtWithFiveEvents(fresh.database());
            record(fresh.database(), district, "not sealed yet");

            var verification = verify(fresh.database(), district);

            assertThat(verification.findings()).isEmpty();
            assertThat(verification.events()).isEqualTo(6);
            assertThat(verification.sealedThrough()).isEqualTo(5);
            assertThat(verification.seals()).isEqualTo(1);
        }
    }

    @StorageTest
    void eventsAreListedNewestFirstAndPaged(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var district = districtWithFiveEvents(fresh.database());

            var first = fresh.database().read(h -> audit.list(h, district, Optional.empty(), 2));
            var second = fresh.database().read(h -> audit.list(h, district, Optional.of(4L), 9));

            assertThat(first).extracting(AuditEntry::seq).containsExactly(5L, 4L);
            assertThat(second).extracting(AuditEntry::seq).containsExactly(3L, 2L, 1L);
            assertThat(first.getFirst().who().orElseThrow().get("address").stringValue())
                    .isEqualTo("10.1.2.3");
            assertThat(first.getFirst().before().orElseThrow().get("name").stringValue())
                    .isEqualTo("Lincoln");
        }
    }

    @StorageTest
    void anErasedPayloadIsNoFault(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = districtWithFiveEvents(database);

            database.change(h -> audit.erase(h, district, 3));

            assertThat(verify(database, district).holds()).isTrue();
            assertThat(verify(database, district).erased()).isEqualTo(3);
            var entry = database.read(h -> audit.list(h, district, Optional.of(4L), 1)).getFirst();
            assertThat(entry.erased()).isTrue();
            assertThat(entry.who()).isEmpty();
            assertThat(entry.actorId()).isEqualTo("p-1");
        }
    }

    @StorageTest
    void aChangedRowShows(TestDatabase engine) {
        assertTamperingShows(engine, "UPDATE audit_event SET actor_id = 'p-2' WHERE seq = 2");
        assertTamperingShows(
                engine,
                "UPDATE audit_event SET happened_at = TIMESTAMP WITH TIME ZONE"
                        + " '2026-01-01 00:00:00+00' WHERE seq = 2");
        assertTamperingShows(engine, "UPDATE audit_event SET before_hash = NULL WHERE seq = 2");
    }

    @StorageTest
    void aChangedPayloadShows(TestDatabase engine) {
        assertTamperingShows(
                engine, "UPDATE audit_payload SET body = '{}' WHERE seq = 2 AND part = 'AFTER'");
    }

    @StorageTest
    void aRemovedRowShows(TestDatabase engine) {
        assertTamperingShows(
                engine,
                "DELETE FROM audit_payload WHERE seq = 3",
                "DELETE FROM audit_event WHERE seq = 3");
    }

    @StorageTest
    void twoSwappedRowsShow(TestDatabase engine) {
        assertTamperingShows(
                engine,
                "DELETE FROM audit_payload WHERE seq IN (2, 3)",
                "UPDATE audit_event SET seq = 99 WHERE seq = 2",
                "UPDATE audit_event SET seq = 2 WHERE seq = 3",
                "UPDATE audit_event SET seq = 3 WHERE seq = 99");
    }

    @StorageTest
    void aRemovedTailShowsByTheSealEvenWhenTheHeadIsPutBack(TestDatabase engine) {
        assertTamperingShows(
                engine,
                "DELETE FROM audit_payload WHERE seq > 3",
                "DELETE FROM audit_event WHERE seq > 3",
                "UPDATE audit_head SET seq = 3, hash = (SELECT e.hash FROM audit_event e"
                        + " WHERE e.district_id = audit_head.district_id AND e.seq = 3)");
    }

    @StorageTest
    void aRemovedTailThatWasNotSealedShowsByTheHead(TestDatabase engine) {
        assertTamperingShows(
                engine,
                "DELETE FROM audit_seal",
                "DELETE FROM audit_payload WHERE seq = 5",
                "DELETE FROM audit_event WHERE seq = 5");
    }

    @StorageTest
    void aChainWrittenAnewShowsBecauseOnlyTheKeyCanSeal(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = districtWithFiveEvents(database);
            database.change(h -> {
                h.execute("DELETE FROM audit_payload");
                h.execute("DELETE FROM audit_event");
                h.execute("DELETE FROM audit_head");
                h.execute("DELETE FROM audit_seal");
            });
            for (int i = 1; i <= 5; i++) {
                record(database, district, "something else");
            }
            database.change(
                    h -> new AuditSeals(new KeyInMemory(EcKeys.generate())).sealAll(h, NOW));

            assertThat(verify(database, district).findings())
                    .anySatisfy(finding ->
                            assertThat(finding.what()).contains("not signed by this key"));
        }
    }

    @StorageTest
    void aRemovedSealShows(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = districtWithFiveEvents(database);
            record(database, district, "one more");
            database.change(h -> seals.sealAll(h, NOW));

            database.change(h -> h.execute("DELETE FROM audit_seal WHERE number = 1"));

            assertThat(verify(database, district).holds()).isFalse();
        }
    }

    @StorageTest
    void sealingAgainSealsNothing(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            districtWithFiveEvents(fresh.database());

            int sealed = fresh.database().write(h -> seals.sealAll(h, NOW));

            assertThat(sealed).isZero();
        }
    }

    @StorageTest
    void districtsHaveChainsOfTheirOwn(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var springfield = districtWithFiveEvents(database);
            var shelby = district(database, "shelby");
            record(database, shelby, "renamed");

            assertThat(verify(database, shelby).events()).isEqualTo(1);
            database.change(
                    h -> h.execute("DELETE FROM audit_payload WHERE district_id = ?", springfield));
            assertThat(verify(database, springfield).erased()).isEqualTo(15);
            assertThat(verify(database, shelby).erased()).isZero();
        }
    }

    @StorageTest
    void somethingVeryLongIsRecordedByItsDigest(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = district(database, "springfield");
            var longOne = "x".repeat(100_000);

            database.change(h ->
                    audit.record(
                            h, AuditEvent.of(district, ANNA, NOW, "wrote", "note", "n", longOne)));

            var entry = database.read(h -> audit.list(h, district, Optional.empty(), 1)).getFirst();
            assertThat(entry.after().orElseThrow().get("sha256").stringValue())
                    .isEqualTo(Digest.of("\"" + longOne + "\"").hex());
            assertThat(verify(database, district).holds()).isTrue();
        }
    }

    private void assertTamperingShows(TestDatabase engine, String... statements) {
        try (var fresh = engine.fresh()) {
            var database = fresh.database();
            var district = districtWithFiveEvents(database);
            database.change(h -> {
                for (var statement : statements) {
                    h.execute(statement);
                }
            });

            assertThat(verify(database, district).holds())
                    .as(String.join("; ", statements))
                    .isFalse();
        }
    }

    private record KeyInMemory(KeyPair pair) implements SealingKey {

        @Override
        public KeyId keyId() {
            return KeyId.of(pair.getPublic());
        }

        @Override
        public byte[] sign(byte[] bytes) {
            try {
                var signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(pair.getPrivate());
                signature.update(bytes);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

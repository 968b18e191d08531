package dev.rollcall.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.Golden;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** A chain that was hashed and sealed by a program that is not ours, in the forms of 0.1. */
class RecordedChainTest {

    private record Chain(
            DistrictId district,
            Bytes key,
            List<Event> events,
            List<Part> payloads,
            StoredSeal seal) {}

    private record Event(
            long seq,
            Digest previous,
            Instant at,
            String actorKind,
            String actorId,
            String verb,
            String objectKind,
            String objectId,
            Optional<Digest> who,
            Optional<Digest> before,
            Optional<Digest> after,
            Digest hash) {}

    private record Part(long seq, String part, Bytes salt, String body) {}

    private record StoredSeal(
            long number, long through, String statement, String keyId, Bytes signature) {}

    private static final Chain GOLDEN =
            Json.strict().readValue(Golden.text("audit/chain.json"), Chain.class);

    private final AuditLog audit = new AuditLog(new SplittableRandom(7));

    @StorageTest
    void itHoldsWithItsSeal(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            fresh.database().change(RecordedChainTest::insert);

            var key = EcKeys.publicKey(GOLDEN.key().toArray());
            var verification = fresh.database().read(h -> audit.verify(h, GOLDEN.district(), key));

            assertThat(verification).isEqualTo(new Verification(2, 2, 1, 0, List.of()));
        }
    }

    @Test
    void aSealStatesWhatItStated() {
        var last = GOLDEN.events().getLast();
        var seal =
                new Seal(
                        GOLDEN.district(),
                        1,
                        2,
                        last.hash(),
                        Seal.NOTHING,
                        Instant.parse("2026-11-02T08:00:00.123456Z"));

        assertThat(CanonicalJson.text(seal)).isEqualTo(GOLDEN.seal().statement());
    }

    private static void insert(Handle handle) {
        handle.execute(
                "INSERT INTO org_district (id, kind, slug, version, created_at)"
                        + " VALUES (?, 'DISTRICT', 'lincoln', 1, ?)",
                GOLDEN.district(),
                GOLDEN.events().getFirst().at());
        GOLDEN.events().forEach(event -> insert(handle, event));
        GOLDEN.payloads().forEach(part -> insert(handle, part));
        handle.execute(
                "INSERT INTO audit_head (district_id, seq, hash) VALUES (?, ?, ?)",
                GOLDEN.district(),
                GOLDEN.events().getLast().seq(),
                GOLDEN.events().getLast().hash());
        handle.execute(
                "INSERT INTO audit_seal (district_id, number, through_seq, statement, key_id, signature)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                GOLDEN.district(),
                GOLDEN.seal().number(),
                GOLDEN.seal().through(),
                GOLDEN.seal().statement(),
                GOLDEN.seal().keyId(),
                GOLDEN.seal().signature());
    }

    private static void insert(Handle handle, Event event) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_event
                               (district_id, seq, prev_hash, hash, happened_at, actor_kind, actor_id,
                                verb, object_kind, object_id, who_hash, before_hash, after_hash)
                        VALUES (:district, :seq, :previous, :hash, :at, :actorKind, :actorId,
                                :verb, :objectKind, :objectId, :who, :before, :after)
                        """)
                .bind("district", GOLDEN.district())
                .bind("seq", event.seq())
                .bind("previous", event.previous())
                .bind("hash", event.hash())
                .bind("at", event.at())
                .bind("actorKind", event.actorKind())
                .bind("actorId", event.actorId())
                .bind("verb", event.verb())
                .bind("objectKind", event.objectKind())
                .bind("objectId", event.objectId())
                .bindByType("who", event.who().orElse(null), Digest.class)
                .bindByType("before", event.before().orElse(null), Digest.class)
                .bindByType("after", event.after().orElse(null), Digest.class)
                .execute();
    }

    private static void insert(Handle handle, Part part) {
        handle.createUpdate(
                        """
                        INSERT INTO audit_payload (district_id, seq, part, salt, body)
                        VALUES (:district, :seq, :part, :salt, :body)
                        """)
                .bind("district", GOLDEN.district())
                .bind("seq", part.seq())
                .bind("part", part.part())
                .bind("salt", part.salt())
                .bind("body", part.body())
                .execute();
    }
}

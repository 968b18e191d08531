package dev.rollcall.server.policy;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.policy.PolicyDocument;
import dev.rollcall.common.policy.Setting;
import dev.rollcall.common.protocol.PolicyOffer;
import dev.rollcall.server.storage.AfterCommit;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The signed documents, by the hash of their settings, the most recently used in memory. Safe for
 * use by many threads.
 */
final class PolicyDocuments {

    private static final int MOST_IN_MEMORY = 256;

    private record Key(DistrictId district, Digest hash) {}

    private record Signed(long generation, SignedDocument document) {}

    private final Signer signer;
    private final Map<Key, Signed> recent = new LinkedHashMap<>(64, 0.75f, true);

    PolicyDocuments(Signer signer) {
        this.signer = signer;
    }

    /**
     * The document of these settings in this generation, signed anew if it was made in an older.
     * Belongs in a command of the writer.
     */
    PolicyOffer offer(
            Handle handle,
            DistrictId district,
            EffectivePolicy effective,
            long generation,
            Instant now) {
        var key = new Key(district, effective.hash());
        synchronized (recent) {
            var known = recent.get(key);
            if (known != null && known.generation() == generation) {
                return new PolicyOffer(effective.hash(), known.document());
            }
        }
        var payload =
                Json.wire()
                        .writeValueAsBytes(
                                new PolicyDocument(
                                        district,
                                        generation,
                                        effective.hash(),
                                        effective.settings()));
        var document = signer.sign(district, PolicyDocument.TYPE, payload);
        store(handle, key, new Signed(generation, document), now);
        AfterCommit.run(handle, () -> remember(key, new Signed(generation, document)));
        KillPoint.pass("server.policy-document.before-commit");
        return new PolicyOffer(effective.hash(), document);
    }

    /** The setting keys of a document that was once made, in order; absent if it never was. */
    static Optional<List<String>> keys(Handle handle, DistrictId district, Digest hash) {
        return handle.createQuery(
                        """
                        SELECT document FROM policy_document
                        WHERE district_id = :district AND hash = :hash
                        """)
                .bind("district", district)
                .bind("hash", hash)
                .map((row, c) ->
                        Json.wire().readValue(row.getBytes("document"), SignedDocument.class))
                .findOne()
                .map(document ->
                        Json.wire().readValue(document.payload().toArray(), PolicyDocument.class))
                .map(document ->
                        document.settings().stream().map(s -> Setting.read(s).key()).toList());
    }

    private void remember(Key key, Signed signed) {
        synchronized (recent) {
            recent.put(key, signed);
            if (recent.size() > MOST_IN_MEMORY) {
                var eldest = recent.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        }
    }

    private static void store(Handle handle, Key key, Signed signed, Instant now) {
        handle.createUpdate(
                        """
                        MERGE INTO policy_document d
                        USING (VALUES (CAST(:district AS UUID), CAST(:hash AS BYTEA),
                                CAST(:generation AS BIGINT), CAST(:document AS BYTEA),
                                CAST(:now AS TIMESTAMP WITH TIME ZONE)))
                            v (district_id, hash, generation, document, made_at)
                           ON d.district_id = v.district_id AND d.hash = v.hash
                         WHEN MATCHED THEN UPDATE SET generation = v.generation,
                              document = v.document, made_at = v.made_at
                         WHEN NOT MATCHED THEN INSERT (district_id, hash, generation, document, made_at)
                              VALUES (v.district_id, v.hash, v.generation, v.document, v.made_at)
                        """)
                .bind("district", key.district())
                .bind("hash", key.hash())
                .bind("generation", signed.generation())
                .bind("document", Bytes.copyOf(Json.wire().writeValueAsBytes(signed.document())))
                .bind("now", now)
                .execute();
    }
}

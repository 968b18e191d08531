package dev.rollcall.server.pki;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.server.pki.KeyRing.DistrictKeys;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Signs a district's trust bundle when its content changed; otherwise the stored one stands. */
final class TrustBundles {

    /** A restored database may have forgotten generations; each epoch begins above them. */
    private static final long GENERATIONS_PER_EPOCH = 1_000_000;

    private TrustBundles() {}

    private record Stored(long generation, Digest content, SignedDocument document) {}

    static SignedDocument ensure(
            Handle handle,
            KeyRing ring,
            DistrictKeys keys,
            Endpoints endpoints,
            long epoch,
            KeyAudit audit,
            Instant now) {
        var content = Digest.of(bytes(bundle(ring, keys, endpoints, 0, epoch)));
        var stored = find(handle, keys);
        if (stored.isPresent() && stored.get().content().equals(content)) {
            return stored.get().document();
        }
        long generation = generationAfter(stored.map(Stored::generation), epoch);
        var document =
                SignedDocument.sign(
                        TrustBundle.TYPE,
                        bytes(bundle(ring, keys, endpoints, generation, epoch)),
                        KeyId.of(keys.order().publicKey()),
                        keys.order().privateKey());
        save(handle, keys, new Stored(generation, content, document), now);
        audit.bundled(
                handle,
                keys.district(),
                stored.map(before -> told(before.document())),
                told(document),
                now);
        return document;
    }

    /** Generation, endpoints, and the ids of the keys in it and of the one that signed it. */
    private static Map<String, Object> told(SignedDocument document) {
        var bundle = Json.strict().readValue(document.payload().toArray(), TrustBundle.class);
        var what = new LinkedHashMap<String, Object>();
        what.put("generation", bundle.generation());
        what.put("epoch", bundle.epoch());
        what.put("signed-by", document.signatures().getFirst().key().value());
        what.put(
                "roots",
                bundle.roots().stream()
                        .map(root ->
                                KeyId.of(Pem.certificates(root).getFirst().getPublicKey()).value())
                        .toList());
        what.put("order-keys", bundle.orderKeys().stream().map(TrustBundles::id).toList());
        bundle.escrowKey().ifPresent(key -> what.put("escrow-key", id(key)));
        what.put("gateways", bundle.gateways());
        what.put("https", bundle.https());
        what.put("minimum-agent", bundle.minimumAgent());
        return what;
    }

    private static String id(Bytes publicKey) {
        return KeyId.of(EcKeys.publicKey(publicKey.toArray())).value();
    }

    static long generationAfter(Optional<Long> previous, long epoch) {
        long firstOfEpoch = (epoch - 1) * GENERATIONS_PER_EPOCH + 1;
        return Math.max(previous.map(p -> p + 1).orElse(firstOfEpoch), firstOfEpoch);
    }

    private static TrustBundle bundle(
            KeyRing ring, DistrictKeys keys, Endpoints endpoints, long generation, long epoch) {
        return new TrustBundle(
                keys.district(),
                generation,
                epoch,
                endpoints.gateways(),
                endpoints.https(),
                Stream.concat(Stream.of(ring.root()), ring.nextRoots().stream())
                        .map(Pem::encode)
                        .toList(),
                Stream.concat(Stream.of(keys.order().publicKey()), keys.nextOrder().stream())
                        .map(key -> Bytes.copyOf(key.getEncoded()))
                        .toList(),
                Optional.of(Bytes.copyOf(keys.escrow().getEncoded())),
                endpoints.minimumAgent());
    }

    private static byte[] bytes(Object value) {
        return Json.strict().writeValueAsBytes(value);
    }

    private static Optional<Stored> find(Handle handle, DistrictKeys keys) {
        return handle.createQuery(
                        """
                        SELECT generation, content, document FROM pki_trust_bundle
                        WHERE district_id = ?
                        """)
                .bind(0, keys.district())
                .map((row, c) ->
                        new Stored(
                                row.getLong("generation"),
                                Columns.digest(row, "content"),
                                Json.strict()
                                        .readValue(row.getBytes("document"), SignedDocument.class)))
                .findOne();
    }

    private static void save(Handle handle, DistrictKeys keys, Stored stored, Instant now) {
        handle.execute("DELETE FROM pki_trust_bundle WHERE district_id = ?", keys.district());
        handle.execute(
                """
                INSERT INTO pki_trust_bundle (district_id, generation, content, document, signed_at)
                VALUES (?, ?, ?, ?, ?)
                """,
                keys.district(),
                stored.generation(),
                stored.content(),
                Bytes.copyOf(bytes(stored.document())),
                now);
    }
}

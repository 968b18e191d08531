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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs a district's trust bundle when its content changed; otherwise the stored one stands. */
final class TrustBundles {

    /** A restored database may have forgotten generations; each epoch begins above them. */
    private static final long GENERATIONS_PER_EPOCH = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(TrustBundles.class);

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
        var same = stored.filter(before -> before.content().equals(content));
        if (same.isPresent() && isSignedByAll(same.get().document(), keys)) {
            note(handle, keys, same.get(), now);
            return same.get().document();
        }
        long generation =
                same.map(Stored::generation)
                        .orElseGet(() -> generationAfter(stored.map(Stored::generation), epoch));
        // the bytes stay what they were where only other keys sign them
        var payload =
                same.map(before -> before.document().payload().toArray())
                        .orElseGet(() -> bytes(bundle(ring, keys, endpoints, generation, epoch)));
        var document = SignedDocument.sign(TrustBundle.TYPE, payload, keys.bundleSigners());
        var signed = new Stored(generation, content, document);
        save(handle, keys, signed, now);
        note(handle, keys, signed, now);
        stored.map(before -> read(before.document()))
                .filter(before -> Collections.disjoint(before.gateways(), endpoints.gateways()))
                .ifPresent(before ->
                        LOG.warn(
                                "every gateway moved at once, devices that hold an older trust"
                                        + " bundle cannot find this server district={} before={} now={}",
                                keys.district(),
                                before.gateways(),
                                endpoints.gateways()));
        audit.bundled(
                handle,
                keys.district(),
                stored.map(before -> told(before.document())),
                told(document),
                now);
        return document;
    }

    private static boolean isSignedByAll(SignedDocument document, DistrictKeys keys) {
        return document.signatures().stream()
                .map(SignedDocument.KeySignature::key)
                .collect(Collectors.toSet())
                .equals(
                        keys.bundleSigners().stream()
                                .map(SignedDocument.Signer::id)
                                .collect(Collectors.toSet()));
    }

    private static void note(Handle handle, DistrictKeys keys, Stored stored, Instant now) {
        BundleHistory.add(
                handle,
                keys.district(),
                stored.generation(),
                stored.document().payload().toArray(),
                now);
    }

    private static TrustBundle read(SignedDocument document) {
        return Json.strict().readValue(document.payload().toArray(), TrustBundle.class);
    }

    /** Generation, endpoints, and the ids of the keys in it and of the one that signed it. */
    private static Map<String, Object> told(SignedDocument document) {
        var bundle = read(document);
        var what = new LinkedHashMap<String, Object>();
        what.put("generation", bundle.generation());
        what.put("epoch", bundle.epoch());
        what.put("signed-by", document.signatures().getFirst().key().value());
        if (document.signatures().size() > 1) {
            what.put(
                    "also-signed-by",
                    document.signatures().stream()
                            .skip(1)
                            .map(signature -> signature.key().value())
                            .toList());
        }
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
                ring.roots().stream().map(Pem::encode).toList(),
                keys.orderKeys().stream().map(key -> Bytes.copyOf(key.getEncoded())).toList(),
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

package dev.rollcall.agent.enrollment;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.common.pki.TrustBundle;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Signed trust bundles of one district, to vary. */
public final class Bundles {

    private final DistrictId district;
    private final X509Certificate root;
    private final List<String> gateways;
    private List<String> https = List.of();
    private final KeyPair current = EcKeys.generate();
    private final KeyPair next = EcKeys.generate();

    public Bundles(DistrictId district, X509Certificate root, String... gateways) {
        this.district = district;
        this.root = root;
        this.gateways = List.of(gateways);
    }

    /** From now on it is asked at these addresses. */
    Bundles at(String... addresses) {
        https = List.of(addresses);
        return this;
    }

    public SignedDocument generation(long generation) {
        return signedBy(current, bundle(district, generation));
    }

    /** Signs anything else with the district's order key. */
    public SignedDocument sign(String type, byte[] payload) {
        return SignedDocument.sign(
                type, payload, KeyId.of(current.getPublic()), current.getPrivate());
    }

    SignedDocument signedByNext(long generation) {
        return signedBy(next, bundle(district, generation));
    }

    SignedDocument signedByStranger(long generation) {
        return signedBy(EcKeys.generate(), bundle(district, generation));
    }

    SignedDocument ofDistrict(DistrictId other, long generation) {
        return signedBy(current, bundle(other, generation));
    }

    private TrustBundle bundle(DistrictId of, long generation) {
        return new TrustBundle(
                of,
                generation,
                1,
                gateways,
                https,
                List.of(Pem.encode(root)),
                List.of(
                        Bytes.copyOf(current.getPublic().getEncoded()),
                        Bytes.copyOf(next.getPublic().getEncoded())),
                Optional.empty(),
                "0.1.0");
    }

    private static SignedDocument signedBy(KeyPair keys, TrustBundle bundle) {
        return SignedDocument.sign(
                TrustBundle.TYPE,
                Json.wire().writeValueAsBytes(bundle),
                KeyId.of(keys.getPublic()),
                keys.getPrivate());
    }
}

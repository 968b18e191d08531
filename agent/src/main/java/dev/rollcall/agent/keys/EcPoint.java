package dev.rollcall.agent.keys;

import dev.rollcall.common.pki.EcKeys;
import java.io.IOException;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A public key as a token tells it. */
final class EcPoint {

    private EcPoint() {}

    /** On P-256, from CKA_EC_POINT: the point (SEC 1, 2.3.3) as an octet string in DER. */
    static PublicKey publicKey(byte[] der) {
        try {
            var point = ASN1OctetString.getInstance(der).getOctets();
            var algorithm =
                    new AlgorithmIdentifier(
                            X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
            return EcKeys.publicKey(new SubjectPublicKeyInfo(algorithm, point).getEncoded());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("the token's public key is none", e);
        }
    }
}

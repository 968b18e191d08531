package dev.rollcall.common.pki;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSADigestSigner;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A public key that checks ECDSA signatures with SHA-256 (FIPS 186-5, RFC 3279 in DER) as Bouncy
 * Castle does it. Worth keeping: the first check computes multiples of the key's point that all
 * later ones use, which then take an eighth of what the JDK takes for P-256. Safe for use by many
 * threads.
 */
public final class VerificationKey {

    /** Empty for a key that proves nothing. */
    private final Optional<ECPublicKeyParameters> point;

    private VerificationKey(Optional<ECPublicKeyParameters> point) {
        this.point = point;
    }

    /** One of another kind, or with a point that is not on its curve, proves nothing. */
    public static VerificationKey of(PublicKey key) {
        try {
            return new VerificationKey(
                    Optional.of(PublicKeyFactory.createKey(key.getEncoded()))
                            .filter(ECPublicKeyParameters.class::isInstance)
                            .map(ECPublicKeyParameters.class::cast));
        } catch (IOException | RuntimeException e) {
            return new VerificationKey(Optional.empty());
        }
    }

    /**
     * Whether the owner of the key signed these bytes.
     *
     * @param signature DER; what is not proves nothing
     */
    public boolean verifies(byte[] signed, byte[] signature) {
        return point.filter(key -> verifies(key, signed, signature)).isPresent();
    }

    private static boolean verifies(ECPublicKeyParameters key, byte[] signed, byte[] signature) {
        var verifier =
                new DSADigestSigner(
                        new ECDSASigner(), new SHA256Digest(), StandardDSAEncoding.INSTANCE);
        verifier.init(false, key);
        verifier.update(signed, 0, signed.length);
        try {
            return verifier.verifySignature(signature);
        } catch (RuntimeException e) {
            // numbers that no signature has
            return false;
        }
    }
}

package dev.rollcall.common.pki;

import dev.rollcall.common.json.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Objects;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * A secret that only the holder of one private key can open: HPKE (RFC 9180), base mode,
 * DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
 *
 * @param recipient the key it is sealed to
 * @param encapsulation of the shared key
 * @param ciphertext with its tag
 */
public record Sealed(KeyId recipient, Bytes encapsulation, Bytes ciphertext) {

    private static final byte[] NO_AAD = new byte[0];

    public Sealed {
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(encapsulation, "encapsulation");
        Objects.requireNonNull(ciphertext, "ciphertext");
    }

    /** Seals for a recipient. @param purpose bound in: the same words are needed to open */
    public static Sealed seal(Secret secret, PublicKey recipient, String purpose) {
        try {
            var key = PublicKeyFactory.createKey(recipient.getEncoded());
            var context = hpke().setupBaseS(key, purpose.getBytes(StandardCharsets.UTF_8));
            var sealed = context.seal(NO_AAD, secret.reveal());
            return new Sealed(
                    KeyId.of(recipient),
                    Bytes.copyOf(context.getEncapsulation()),
                    Bytes.copyOf(sealed));
        } catch (java.io.IOException | InvalidCipherTextException e) {
            throw new IllegalStateException("could not seal", e);
        }
    }

    /** Opens it; empty when the key or the purpose is another, or a byte was changed. */
    public Optional<Secret> open(PublicKey recipientKey, PrivateKey key, String purpose) {
        try {
            var pair =
                    new org.bouncycastle.crypto.AsymmetricCipherKeyPair(
                            PublicKeyFactory.createKey(recipientKey.getEncoded()),
                            privateParameter(key));
            var context =
                    hpke().setupBaseR(
                                    encapsulation.toArray(),
                                    pair,
                                    purpose.getBytes(StandardCharsets.UTF_8));
            return Optional.of(Secret.of(context.open(NO_AAD, ciphertext.toArray())));
        } catch (java.io.IOException | InvalidCipherTextException | IllegalArgumentException e) {
            // whoever cannot open it learns nothing more
            return Optional.empty();
        }
    }

    private static AsymmetricKeyParameter privateParameter(PrivateKey key)
            throws java.io.IOException {
        return PrivateKeyFactory.createKey(key.getEncoded());
    }

    private static HPKE hpke() {
        return new HPKE(
                HPKE.mode_base, HPKE.kem_P256_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }
}

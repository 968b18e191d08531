package dev.rollcall.server.pki.key;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Private keys under a passphrase: encrypted PKCS#8 (RFC 5958) with PBES2, PBKDF2-HMAC-SHA-256 and
 * AES-256-CBC, the form that {@code openssl pkcs8} reads. Passphrases count as UTF-8.
 *
 * <p>Safe for use by many threads.
 */
public final class PassphraseEncryption {

    /** What a person's passphrase is stretched by; about a third of a second. */
    public static final int ITERATIONS = 600_000;

    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final AlgorithmIdentifier HMAC_SHA256 =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

    private final SecureRandom random;

    public PassphraseEncryption(SecureRandom random) {
        this.random = random;
    }

    /** DER of the EncryptedPrivateKeyInfo. */
    public byte[] encrypt(PrivateKey key, Secret passphrase, int iterations) {
        var salt = bytes(SALT_BYTES);
        var iv = bytes(16);
        try {
            var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            var kek = stretch(passphrase, salt, iterations);
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(kek, "AES"), new IvParameterSpec(iv));
            var derivation =
                    new KeyDerivationFunc(
                            PKCSObjectIdentifiers.id_PBKDF2,
                            new PBKDF2Params(salt, iterations, KEY_BYTES, HMAC_SHA256));
            var scheme =
                    new EncryptionScheme(
                            NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv));
            var algorithm =
                    new AlgorithmIdentifier(
                            PKCSObjectIdentifiers.id_PBES2,
                            new PBES2Parameters(derivation, scheme));
            return new EncryptedPrivateKeyInfo(algorithm, cipher.doFinal(key.getEncoded()))
                    .getEncoded();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("could not encrypt a private key", e);
        }
    }

    /**
     * The key; empty when the passphrase is another one or the bytes are not what encrypt gives.
     */
    public static Optional<PrivateKey> decrypt(byte[] der, Secret passphrase) {
        try {
            var info = EncryptedPrivateKeyInfo.getInstance(der);
            var parameters =
                    PBES2Parameters.getInstance(info.getEncryptionAlgorithm().getParameters());
            var derivation =
                    PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
            var iterations = derivation.getIterationCount().intValueExact();
            if (iterations > MOST_ITERATIONS) {
                return Optional.empty();
            }
            var iv = ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters());
            var kek = stretch(passphrase, derivation.getSalt(), iterations);
            var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(kek, "AES"),
                    new IvParameterSpec(iv.getOctets()));
            return Optional.of(EcKeys.privateKey(cipher.doFinal(info.getEncryptedData())));
        } catch (GeneralSecurityException | IllegalArgumentException | ArithmeticException e) {
            // wrong padding or no key inside: both mean that this passphrase does not open it
            return Optional.empty();
        }
    }

    /** A key of 32 bytes from a passphrase. */
    static byte[] stretch(Secret passphrase, byte[] salt, int iterations) {
        try {
            var spec =
                    new PBEKeySpec(
                            passphrase.revealText().toCharArray(), salt, iterations, KEY_BYTES * 8);
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this runtime has no PBKDF2", e);
        }
    }

    Bytes salt() {
        return Bytes.copyOf(bytes(SALT_BYTES));
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

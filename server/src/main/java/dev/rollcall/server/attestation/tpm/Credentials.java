package dev.rollcall.server.attestation.tpm;

import dev.rollcall.common.json.Bytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes what a TPM opens only if it has both an endorsement key and the object of a name:
 * TPM2_MakeCredential (part 1, section 24; part 3, section 12.6), for endorsement keys whose name
 * algorithm is SHA-256 and whose symmetric one is AES-128 in CFB.
 */
final class Credentials {

    private static final int SEED = 32;
    private static final int SYMMETRIC_KEY = 16;
    private static final int COORDINATE = 32;
    private static final String IDENTITY = "IDENTITY";
    private static final byte[] NOTHING = new byte[0];

    private Credentials() {}

    /**
     * What goes to the TPM.
     *
     * @param blob TPM2B_ID_OBJECT
     * @param secret TPM2B_ENCRYPTED_SECRET
     */
    record Credential(Bytes blob, Bytes secret) {}

    /** A seed, and how it goes to the TPM. */
    private record Seed(Bytes value, Bytes encrypted) {}

    /**
     * @param endorsement RSA with 2048 bits, or on P-256
     * @param name of the object
     * @param value at most 32 bytes
     */
    static Credential make(PublicKey endorsement, Bytes name, byte[] value, SecureRandom random) {
        try {
            var seed =
                    switch (endorsement) {
                        case RSAPublicKey rsa -> wrapped(rsa, random);
                        case ECPublicKey ec -> agreed(ec, random);
                        default -> throw new IllegalArgumentException("not an endorsement key");
                    };
            return new Credential(
                    blob(seed.value().toArray(), name.toArray(), value),
                    sized(seed.encrypted().toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not make a credential", e);
        }
    }

    private static Bytes blob(byte[] seed, byte[] name, byte[] value)
            throws GeneralSecurityException {
        var key = kdfa(seed, "STORAGE", name, SYMMETRIC_KEY);
        var cipher = Cipher.getInstance("AES/CFB/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new IvParameterSpec(new byte[SYMMETRIC_KEY]));
        var identity = cipher.doFinal(sized(value).toArray());
        var mac = hmac(kdfa(seed, "INTEGRITY", NOTHING, SEED), identity, name);
        return sized(
                ByteBuffer.allocate(Short.BYTES + mac.length + identity.length)
                        .putShort((short) mac.length)
                        .put(mac)
                        .put(identity)
                        .array());
    }

    /** Part 1, annex B.10.4. */
    private static Seed wrapped(RSAPublicKey key, SecureRandom random)
            throws GeneralSecurityException {
        var seed = new byte[SEED];
        random.nextBytes(seed);
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        var label = (IDENTITY + '\0').getBytes(StandardCharsets.US_ASCII);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key,
                new OAEPParameterSpec(
                        "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label)),
                random);
        return new Seed(Bytes.copyOf(seed), Bytes.copyOf(cipher.doFinal(seed)));
    }

    /** Part 1, annex C.6.4. */
    private static Seed agreed(ECPublicKey key, SecureRandom random)
            throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(key.getParams(), random);
        KeyPair ours = generator.generateKeyPair();
        var agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(ours.getPrivate());
        agreement.doPhase(key, true);
        var z = agreement.generateSecret();
        var point = ((ECPublicKey) ours.getPublic()).getW();
        var x = coordinate(point.getAffineX());
        var y = coordinate(point.getAffineY());
        var seed = kdfe(z, x, coordinate(key.getW().getAffineX()));
        var encrypted =
                ByteBuffer.allocate(2 * (Short.BYTES + COORDINATE))
                        .put(sized(x).toArray())
                        .put(sized(y).toArray())
                        .array();
        return new Seed(Bytes.copyOf(seed), Bytes.copyOf(encrypted));
    }

    /** Part 1, section 11.4.10.2: counter mode of SP 800-108 with HMAC; one block is enough. */
    private static byte[] kdfa(byte[] key, String label, byte[] context, int length)
            throws GeneralSecurityException {
        var mac =
                hmac(
                        key,
                        number(1),
                        (label + '\0').getBytes(StandardCharsets.US_ASCII),
                        context,
                        number(length * Byte.SIZE));
        return Arrays.copyOf(mac, length);
    }

    /** Part 1, section 11.4.10.3: of SP 800-56A; one block is enough. */
    private static byte[] kdfe(byte[] z, byte[] ours, byte[] theirs)
            throws GeneralSecurityException {
        var hash = MessageDigest.getInstance("SHA-256");
        hash.update(number(1));
        hash.update(z);
        hash.update((IDENTITY + '\0').getBytes(StandardCharsets.US_ASCII));
        hash.update(ours);
        hash.update(theirs);
        return hash.digest();
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (var part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    /** A TPM2B. */
    private static Bytes sized(byte[] value) {
        return Bytes.copyOf(
                ByteBuffer.allocate(Short.BYTES + value.length)
                        .putShort((short) value.length)
                        .put(value)
                        .array());
    }

    private static byte[] coordinate(BigInteger value) {
        var signed = value.toByteArray();
        var padded = new byte[COORDINATE];
        int count = Math.min(signed.length, COORDINATE);
        System.arraycopy(signed, signed.length - count, padded, COORDINATE - count, count);
        return padded;
    }
}

package dev.rollcall.server.attestation.tpm;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.attestation.tpm.TpmReader.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/**
 * A signing key on P-256, as a TPM describes it: TPMT_PUBLIC (part 2, section 12.2.4).
 *
 * @param attributes TPMA_OBJECT
 * @param structure the bytes that it was read from
 */
public record TpmKey(int attributes, PublicKey key, Bytes structure) {

    private static final int ALG_SHA256 = 0x000B;
    private static final int ALG_NULL = 0x0010;
    private static final int ALG_ECDSA = 0x0018;
    private static final int ALG_ECC = 0x0023;
    private static final int NIST_P256 = 0x0003;
    private static final int LARGEST_POLICY = 64;
    private static final int COORDINATE = 32;
    private static final int NAME = Short.BYTES + 32;

    // TPMA_OBJECT (part 2, section 8.3)
    private static final int FIXED_TPM = 1 << 1;
    private static final int FIXED_PARENT = 1 << 4;
    private static final int SENSITIVE_DATA_ORIGIN = 1 << 5;
    private static final int USER_WITH_AUTH = 1 << 6;
    private static final int RESTRICTED = 1 << 16;
    private static final int DECRYPT = 1 << 17;
    private static final int SIGN = 1 << 18;

    /** Born in its TPM, and never leaves it. */
    private static final int AT_HOME =
            FIXED_TPM | FIXED_PARENT | SENSITIVE_DATA_ORIGIN | USER_WITH_AUTH;

    /** Of hostile bytes; empty where they are no such key. */
    public static Optional<TpmKey> parse(Bytes structure) {
        try {
            return Optional.of(read(structure));
        } catch (MalformedException | IllegalArgumentException | IOException e) {
            // hostile bytes, a key of another kind, or a point that is not on its curve
            return Optional.empty();
        }
    }

    private static TpmKey read(Bytes structure) throws MalformedException, IOException {
        var in = new TpmReader(structure.toArray());
        require(in.uint16() == ALG_ECC);
        require(in.uint16() == ALG_SHA256);
        int attributes = in.uint32();
        in.sized(LARGEST_POLICY);
        require(in.uint16() == ALG_NULL);
        int scheme = in.uint16();
        require(scheme == ALG_ECDSA || scheme == ALG_NULL);
        if (scheme == ALG_ECDSA) {
            require(in.uint16() == ALG_SHA256);
        }
        require(in.uint16() == NIST_P256);
        require(in.uint16() == ALG_NULL);
        var x = in.sized(COORDINATE);
        var y = in.sized(COORDINATE);
        in.requireEnd();
        return new TpmKey(attributes, point(x, y), structure);
    }

    private static void require(boolean holds) throws MalformedException {
        if (!holds) {
            throw new MalformedException("a key of another kind");
        }
    }

    /** One that is not on the curve is an IllegalArgumentException. */
    static PublicKey point(byte[] x, byte[] y) throws IOException {
        var p256 = ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1);
        var point = p256.getCurve().validatePoint(new BigInteger(1, x), new BigInteger(1, y));
        var info =
                SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(
                        new ECPublicKeyParameters(point, p256));
        return EcKeys.publicKey(info.getEncoded());
    }

    /** What TPMs call it (part 1, section 16): nobody can make another key of the same name. */
    Bytes name() {
        return nameOf(structure.toArray());
    }

    /** What TPMs call it where it is (part 1, section 16). @param parent what is above it */
    Bytes qualifiedName(Bytes parent) {
        return nameOf(
                ByteBuffer.allocate(parent.size() + NAME)
                        .put(parent.toArray())
                        .put(name().toArray())
                        .array());
    }

    /** Whether that is the name of a key, and not that of a hierarchy, which has four bytes. */
    static boolean isName(Bytes name) {
        return name.size() == NAME && ByteBuffer.wrap(name.toArray()).getShort() == ALG_SHA256;
    }

    private static Bytes nameOf(byte[] whole) {
        return Bytes.copyOf(
                ByteBuffer.allocate(NAME)
                        .putShort((short) ALG_SHA256)
                        .put(Digest.of(whole).toBytes())
                        .array());
    }

    /** SHA-256 of its SubjectPublicKeyInfo, as enrollments name keys. */
    public Digest fingerprint() {
        return Digest.of(key.getEncoded());
    }

    /** Whether it signs what its TPM says, and nothing that anybody gives it. */
    boolean isForAttestation() {
        return has(AT_HOME | RESTRICTED | SIGN) && (attributes & DECRYPT) == 0;
    }

    /** Whether it signs for its device alone. */
    boolean isForADevice() {
        return has(AT_HOME | SIGN) && (attributes & RESTRICTED) == 0;
    }

    private boolean has(int all) {
        return (attributes & all) == all;
    }
}

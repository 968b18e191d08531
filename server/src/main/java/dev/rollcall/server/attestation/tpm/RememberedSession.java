package dev.rollcall.server.attestation.tpm;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.server.attestation.tpm.TpmReader.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/**
 * What a TPM says about a session that remembered what was done in it: TPMS_ATTEST of
 * TPM2_GetSessionAuditDigest (part 2, section 10.12.12).
 *
 * @param magic of the TPM, which a restricted key signs for nobody else
 * @param type of what is said
 * @param extra what whoever asked wanted to have in it
 * @param digest of all commands of the session and their answers; empty where something else is
 *     said
 */
record RememberedSession(int magic, int type, Bytes extra, Bytes digest) {

    private static final int GENERATED = 0xFF544347;
    private static final int ATTEST_SESSION_AUDIT = 0x8016;
    private static final int READ_PUBLIC = 0x173;
    private static final int SUCCESS = 0;
    private static final int LARGEST_DIGEST = 64;
    private static final int HASH = 32;
    private static final int ALG_ECDSA = 0x0018;
    private static final int ALG_SHA256 = 0x000B;
    private static final int LARGEST_NAME = 68;
    private static final int LARGEST_EXTRA = 66;
    private static final int CLOCK_INFO = 17;
    private static final int FIRMWARE_VERSION = 8;
    private static final int COORDINATE = 32;

    static Optional<RememberedSession> parse(byte[] structure) {
        try {
            var in = new TpmReader(structure);
            int magic = in.uint32();
            int type = in.uint16();
            in.sized(LARGEST_NAME);
            var extra = Bytes.copyOf(in.sized(LARGEST_EXTRA));
            in.skip(CLOCK_INFO + FIRMWARE_VERSION);
            if (type != ATTEST_SESSION_AUDIT) {
                return Optional.of(
                        new RememberedSession(magic, type, extra, Bytes.copyOf(new byte[0])));
            }
            // whether other sessions did something meanwhile, which does not matter
            in.skip(1);
            var digest = Bytes.copyOf(in.sized(LARGEST_DIGEST));
            in.requireEnd();
            return Optional.of(new RememberedSession(magic, type, extra, digest));
        } catch (MalformedException e) {
            // hostile bytes
            return Optional.empty();
        }
    }

    boolean isOfATpm() {
        return magic == GENERATED;
    }

    boolean isAboutASession() {
        return type == ATTEST_SESSION_AUDIT;
    }

    /**
     * What a session has as its digest in which nothing was done but TPM2_ReadPublic of a key that
     * is loaded below a parent (part 1, section 34; part 3, section 12.4).
     *
     * <p>A public area alone can be loaded by anybody, whatever it says of itself, but then no key
     * is above it and its qualified name is another. Below a key only that key's TPM loads, and
     * what says to be fixed to its TPM only where it was made there (part 2, section 8.3.3.2).
     *
     * @param parent its qualified name
     */
    static Bytes ofDescription(TpmKey key, Bytes parent) {
        var command =
                hash(
                        ByteBuffer.allocate(Integer.BYTES + key.name().size())
                                .putInt(READ_PUBLIC)
                                .put(key.name().toArray())
                                .array());
        var name = key.name().toArray();
        var area = key.structure().toArray();
        var qualified = key.qualifiedName(parent).toArray();
        var answer =
                hash(
                        ByteBuffer.allocate(
                                        2 * Integer.BYTES
                                                + 3 * Short.BYTES
                                                + area.length
                                                + name.length
                                                + qualified.length)
                                .putInt(SUCCESS)
                                .putInt(READ_PUBLIC)
                                .putShort((short) area.length)
                                .put(area)
                                .putShort((short) name.length)
                                .put(name)
                                .putShort((short) qualified.length)
                                .put(qualified)
                                .array());
        var nothingBefore = new byte[HASH];
        return Bytes.copyOf(
                hash(
                        ByteBuffer.allocate(3 * HASH)
                                .put(nothingBefore)
                                .put(command)
                                .put(answer)
                                .array()));
    }

    private static byte[] hash(byte[] whole) {
        return Digest.of(whole).toBytes();
    }

    /** Whether a TPMT_SIGNATURE (part 2, section 11.3.4) is one over these bytes by a key. */
    static boolean isSigned(byte[] structure, byte[] signature, PublicKey by) {
        try {
            var in = new TpmReader(signature);
            if (in.uint16() != ALG_ECDSA || in.uint16() != ALG_SHA256) {
                return false;
            }
            var r = new BigInteger(1, in.sized(COORDINATE));
            var s = new BigInteger(1, in.sized(COORDINATE));
            in.requireEnd();
            var der = new DERSequence(new ASN1Integer[] {new ASN1Integer(r), new ASN1Integer(s)});
            var judge = Signature.getInstance("SHA256withECDSA");
            judge.initVerify(by);
            judge.update(structure);
            return judge.verify(der.getEncoded());
        } catch (MalformedException | GeneralSecurityException | IOException e) {
            // hostile bytes, or numbers that are no signature
            return false;
        }
    }
}

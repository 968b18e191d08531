package dev.rollcall.server.attestation.tpm;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.server.attestation.tpm.TpmReader.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/**
 * What a TPM says about a key that it holds: TPMS_ATTEST of TPM2_Certify (part 2, section
 * 10.12.12).
 *
 * @param magic of the TPM, which a restricted key signs for nobody else
 * @param type of what is said
 * @param extra what whoever asked wanted to have in it
 * @param name of the key; empty where something else is said
 */
record Certification(int magic, int type, Bytes extra, Bytes name) {

    private static final int GENERATED = 0xFF544347;
    private static final int ATTEST_CERTIFY = 0x8017;
    private static final int ALG_ECDSA = 0x0018;
    private static final int ALG_SHA256 = 0x000B;
    private static final int LARGEST_NAME = 68;
    private static final int LARGEST_EXTRA = 66;
    private static final int CLOCK_INFO = 17;
    private static final int FIRMWARE_VERSION = 8;
    private static final int COORDINATE = 32;

    static Optional<Certification> parse(byte[] structure) {
        try {
            var in = new TpmReader(structure);
            int magic = in.uint32();
            int type = in.uint16();
            in.sized(LARGEST_NAME);
            var extra = Bytes.copyOf(in.sized(LARGEST_EXTRA));
            in.skip(CLOCK_INFO + FIRMWARE_VERSION);
            if (type != ATTEST_CERTIFY) {
                return Optional.of(
                        new Certification(magic, type, extra, Bytes.copyOf(new byte[0])));
            }
            var name = Bytes.copyOf(in.sized(LARGEST_NAME));
            in.sized(LARGEST_NAME);
            in.requireEnd();
            return Optional.of(new Certification(magic, type, extra, name));
        } catch (MalformedException e) {
            // hostile bytes
            return Optional.empty();
        }
    }

    boolean isOfATpm() {
        return magic == GENERATED;
    }

    boolean isAboutAKey() {
        return type == ATTEST_CERTIFY;
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

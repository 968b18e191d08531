package dev.rollcall.agent.tpm;

import java.util.HexFormat;

/** Public areas of keys to be made: TPMT_PUBLIC (TPM 2.0 Library, part 2, section 12.2.4). */
final class Templates {

    private static final int ALG_RSA = 0x0001;
    private static final int ALG_AES = 0x0006;
    private static final int ALG_SHA256 = 0x000B;
    private static final int ALG_NULL = 0x0010;
    private static final int ALG_ECDSA = 0x0018;
    private static final int ALG_ECC = 0x0023;
    private static final int ALG_CFB = 0x0043;
    private static final int NIST_P256 = 0x0003;

    /** fixedTPM, fixedParent, sensitiveDataOrigin, adminWithPolicy, restricted, decrypt. */
    private static final int ENDORSEMENT = 0x0003_00B2;

    /** fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, noDA, restricted, sign. */
    private static final int ATTESTATION = 0x0005_0472;

    /** PolicySecret of the endorsement hierarchy (EK Credential Profile, annex B.6.2). */
    private static final byte[] POLICY_A =
            HexFormat.of()
                    .parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] ZEROS = new byte[32];

    private Templates() {}

    /** L-1 of the EK Credential Profile. */
    static byte[] rsaEndorsement() {
        return new TpmWriter()
                .uint16(ALG_RSA)
                .uint16(ALG_SHA256)
                .uint32(ENDORSEMENT)
                .sized(POLICY_A)
                .raw(aes())
                .uint16(ALG_NULL)
                .uint16(2048)
                .uint32(0)
                .sized(new byte[256])
                .toArray();
    }

    /** L-2 of the EK Credential Profile. */
    static byte[] eccEndorsement() {
        return new TpmWriter()
                .uint16(ALG_ECC)
                .uint16(ALG_SHA256)
                .uint32(ENDORSEMENT)
                .sized(POLICY_A)
                .raw(aes())
                .uint16(ALG_NULL)
                .uint16(NIST_P256)
                .uint16(ALG_NULL)
                .sized(ZEROS)
                .sized(ZEROS)
                .toArray();
    }

    /**
     * @param unique 32 bytes that make it another key than others
     */
    static byte[] attestation(byte[] unique) {
        return new TpmWriter()
                .uint16(ALG_ECC)
                .uint16(ALG_SHA256)
                .uint32(ATTESTATION)
                .sized(NOTHING)
                .uint16(ALG_NULL)
                .uint16(ALG_ECDSA)
                .uint16(ALG_SHA256)
                .uint16(NIST_P256)
                .uint16(ALG_NULL)
                .sized(unique)
                .sized(NOTHING)
                .toArray();
    }

    private static byte[] aes() {
        return new TpmWriter().uint16(ALG_AES).uint16(128).uint16(ALG_CFB).toArray();
    }
}

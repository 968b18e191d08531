package dev.rollcall.common.attestation;

import dev.rollcall.common.json.Bytes;
import java.util.Objects;

/**
 * The answer to a challenge.
 *
 * @param nonce of the challenge
 * @param credential what the TPM opened the challenge's credential to
 * @param parent TPM2B_NAME's inside: the qualified name of the key that the device's key is below
 * @param statement TPMS_ATTEST of a session in which nothing but the device's key was described
 * @param signature TPMT_SIGNATURE over it by the attestation key
 */
public record AttestationProof(
        Bytes nonce, Bytes credential, Bytes parent, Bytes statement, Bytes signature) {

    /** Where it is posted to. */
    public static final String PATH = "/agent/v1/attestation/complete";

    public AttestationProof {
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(signature, "signature");
        AttestationBeginning.atMost("nonce", nonce, 64);
        AttestationBeginning.atMost("credential", credential, 64);
        AttestationBeginning.atMost("parent", parent, 68);
        AttestationBeginning.atMost("statement", statement, AttestationBeginning.LARGEST_STRUCTURE);
        AttestationBeginning.atMost("signature", signature, AttestationBeginning.LARGEST_STRUCTURE);
    }
}

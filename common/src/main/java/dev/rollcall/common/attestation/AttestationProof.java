package dev.rollcall.common.attestation;

import dev.rollcall.common.json.Bytes;
import java.util.Objects;

/**
 * The answer to a challenge.
 *
 * @param nonce of the challenge
 * @param credential what the TPM opened the challenge's credential to
 * @param certification TPMS_ATTEST about the device's key
 * @param signature TPMT_SIGNATURE over it by the attestation key
 */
public record AttestationProof(
        Bytes nonce, Bytes credential, Bytes certification, Bytes signature) {

    /** Where it is posted to. */
    public static final String PATH = "/agent/v1/attestation/complete";

    public AttestationProof {
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(certification, "certification");
        Objects.requireNonNull(signature, "signature");
        AttestationBeginning.atMost("nonce", nonce, 64);
        AttestationBeginning.atMost("credential", credential, 64);
        AttestationBeginning.atMost(
                "certification", certification, AttestationBeginning.LARGEST_STRUCTURE);
        AttestationBeginning.atMost("signature", signature, AttestationBeginning.LARGEST_STRUCTURE);
    }
}

package dev.rollcall.common.attestation;

import dev.rollcall.common.json.Bytes;
import java.util.Objects;

/**
 * What the TPM must answer.
 *
 * @param nonce names the challenge, and is what the certification of the device's key qualifies
 * @param credential TPM2B_ID_OBJECT, for the attestation key
 * @param secret TPM2B_ENCRYPTED_SECRET, for the endorsement key
 */
public record AttestationChallenge(Bytes nonce, Bytes credential, Bytes secret) {

    public AttestationChallenge {
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(secret, "secret");
        AttestationBeginning.atMost("nonce", nonce, 64);
        AttestationBeginning.atMost(
                "credential", credential, AttestationBeginning.LARGEST_STRUCTURE);
        AttestationBeginning.atMost("secret", secret, AttestationBeginning.LARGEST_STRUCTURE);
    }
}

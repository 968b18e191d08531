/**
 * How a device proves that its key lies in a TPM 2.0, so that {@code key_protection} is {@code
 * attested} and the TPM is proof of which record a device is.
 *
 * <p>The device begins with its TPM's endorsement certificate, an attestation key and its own key;
 * it is answered with a {@linkplain dev.rollcall.server.attestation.Attestations challenge}: a
 * nonce, and a secret that only a TPM with both the endorsement key and the attestation key opens.
 * It completes with the secret and with the attestation key's word, over the nonce, about its key.
 * {@link dev.rollcall.server.attestation.tpm} judges both; what was proven goes to {@link
 * dev.rollcall.server.enrollment.AttestedKeys}.
 *
 * <p>Invariants: a district that trusts no manufacturer believes no TPM; a challenge is answered
 * once, right or wrong; of an endorsement key only a hash is kept that is another in each district.
 */
@NullMarked
package dev.rollcall.server.attestation;

import org.jspecify.annotations.NullMarked;

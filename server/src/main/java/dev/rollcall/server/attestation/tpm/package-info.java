/**
 * What a TPM 2.0 says, read and judged, and what only it can open, made: pure code over bytes. The
 * references are to the TPM 2.0 Library (TCG, revision 1.59), to "TPM 2.0 Keys for Device Identity
 * and Attestation" (TCG, version 1.0), whose section 5 has the protocol, and to the "EK Credential
 * Profile for TPM Family 2.0" (TCG, version 2.5).
 *
 * <p>Every byte is hostile: what is read is bounded by its own array, and what does not end where
 * it should is refused. One kind of each key is read, that which the agent makes: P-256 with ECDSA
 * over SHA-256. Endorsement keys are those of templates L-1 (RSA, 2048 bits) and L-2 (P-256).
 */
@NullMarked
package dev.rollcall.server.attestation.tpm;

import org.jspecify.annotations.NullMarked;

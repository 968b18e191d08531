/**
 * What an agent and a server say to each other to prove that a device's key lies in a TPM 2.0, over
 * HTTPS in two steps: a beginning, answered by a challenge, and the proof that only the TPM could
 * make. Structures of the TPM go as its own bytes (TPM 2.0 Library, part 2).
 */
@NullMarked
package dev.rollcall.common.attestation;

import org.jspecify.annotations.NullMarked;

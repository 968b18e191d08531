/**
 * The TPM 2.0 of this machine, spoken to in its own commands (TPM 2.0 Library, part 3, revision
 * 1.59), one at a time: a dozen commands need no library on the device.
 *
 * <p>{@link dev.rollcall.agent.tpm.MachineTpm} says whether there is one, and which it is; {@link
 * dev.rollcall.agent.tpm.Tpm} has the commands; {@link dev.rollcall.agent.tpm.TpmAttester} proves
 * with them that a key lies in this TPM. Keys are made and used by PKCS#11, in {@code agent.keys}.
 * Nothing stays in the TPM between commands: attestation keys are made again from their templates,
 * which gives the same keys.
 */
@NullMarked
package dev.rollcall.agent.tpm;

import org.jspecify.annotations.NullMarked;

/**
 * The TPM 2.0 of this machine, spoken to in its own commands (TPM 2.0 Library, part 3, revision
 * 1.59), one at a time: a dozen commands need no library on the device.
 *
 * <p>{@link dev.rollcall.agent.tpm.Tpm} has the commands, {@link
 * dev.rollcall.agent.tpm.TpmAttester} proves with them that a key lies in this TPM, and {@link
 * dev.rollcall.agent.tpm.TpmKeys} makes keys there and signs with them. Nothing stays in the TPM
 * between commands: primary keys are made again from their templates, which gives the same keys,
 * and others are kept as the TPM's own wrapped blobs, which only it opens.
 */
@NullMarked
package dev.rollcall.agent.tpm;

import org.jspecify.annotations.NullMarked;

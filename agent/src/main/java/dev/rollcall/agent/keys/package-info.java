/**
 * The device's keys, and where they are kept: in files, or in the machine's TPM 2.0.
 *
 * <p>{@link dev.rollcall.agent.keys.DeviceKeys} makes a key where the device keeps its keys. A key
 * in the TPM is born there by PKCS#11, sensitive and not extractable, in a token that is made for
 * this state folder: its store is the folder {@code tpm}, its PIN is in {@code tpm-token.json}, and
 * both go when the folder is sealed. What other files then hold is a reference, {@code TOKEN:ID}. A
 * {@link dev.rollcall.agent.keys.TpmKey} signs wherever a private key of the runtime does, and
 * cannot do anything else.
 *
 * <p>The store is wrapped by the TPM that made it: on another machine, or after the TPM was
 * cleared, it opens nothing, which {@link dev.rollcall.agent.keys.KeyUnusableException} tells in
 * words. Keys that no file names any more are destroyed when the next one is made.
 */
package dev.rollcall.agent.keys;

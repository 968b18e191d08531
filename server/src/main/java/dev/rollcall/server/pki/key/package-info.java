/**
 * Private keys at rest: in the database encrypted under the key of the vault, in files under a
 * passphrase.
 *
 * <p>{@link dev.rollcall.server.pki.key.KeyVault} opens with the passphrase of the server; {@link
 * dev.rollcall.server.pki.key.Keys} are the rows; {@link dev.rollcall.server.pki.key.OfflineKeys}
 * the file that is to leave the server.
 */
package dev.rollcall.server.pki.key;

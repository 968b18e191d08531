/**
 * Backup and restore of a server on embedded H2.
 *
 * <p>A backup is one zip: the database file, consistent although the server went on writing, the
 * key files of the data folder, which are encrypted with the server's passphrase, and last a
 * manifest with the SHA-256 of each. It holds everything that the server knows and is worth as much
 * care.
 *
 * <p>Restoring puts the files into an empty data folder and raises the database epoch. Devices then
 * see a server that has forgotten what happened since: they are re-adopted by their certificates
 * and answer again for runs from their journals.
 */
package dev.rollcall.server.backup;

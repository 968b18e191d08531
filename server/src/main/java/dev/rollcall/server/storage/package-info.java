/**
 * The database: H2 in a file, or PostgreSQL. Knows no domain word.
 *
 * <p>Reads run side by side in read-only transactions. Writes go through one {@link
 * dev.rollcall.server.storage.Writer}, which batches what is waiting into one transaction with a
 * savepoint each, so that a bad command fails alone, commits durably and only then answers. H2 does
 * not sync its file on commit, so a commit there is followed by {@code CHECKPOINT SYNC}. The same
 * SQL runs on both engines.
 */
package dev.rollcall.server.storage;

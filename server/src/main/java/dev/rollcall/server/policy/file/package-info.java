/**
 * Policies as people write them: YAML, read into settings, with every mistake at once and the line
 * it stands in.
 *
 * <p>{@link dev.rollcall.server.policy.file.PolicyFileReader} is the door; nothing here knows a
 * database.
 */
package dev.rollcall.server.policy.file;

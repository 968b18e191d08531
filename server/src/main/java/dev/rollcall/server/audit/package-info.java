/**
 * Who did what, when, from where, and what it was before and after. A table, not a log.
 *
 * <p>Each district has one chain: an event carries the hash of the one before it, so that a
 * changed, removed or moved row shows. What may have to be erased - names, addresses, contents -
 * stands in a payload of its own, and the chain holds only its salted hash: erasing a payload
 * breaks nothing. {@link dev.rollcall.server.audit.AuditSeals} signs how far a chain goes with a
 * {@link dev.rollcall.server.audit.SealingKey} that is not in the database, so that a chain cut
 * short or rewritten as a whole shows too. {@link dev.rollcall.server.audit.AuditLog#verify} needs
 * the public key only.
 */
package dev.rollcall.server.audit;

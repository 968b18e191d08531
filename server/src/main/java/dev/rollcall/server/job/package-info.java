/**
 * The ledger: what was asked of which devices, and what became of it.
 *
 * <p>A <b>job</b> is one action for many devices. Its targets are frozen when it is confirmed; each
 * gets a <b>run</b>, bound to the device's enrollment. All runs of one generation hang on one
 * signed order: a Merkle root over (device, enrollment, run), each run carrying its path. A retry
 * is a new <b>generation</b> of the same job, with an order and runs of its own.
 *
 * <p>The flow: {@link dev.rollcall.server.job.Jobs} creates; at each check-in {@link
 * dev.rollcall.server.job.Runs} records acknowledgements and outcomes, then leases what is queued.
 * A lease is no promise: until the agent says it has persisted the run, the same order is handed
 * out again. {@link dev.rollcall.server.job.RunExpiry} queues lapsed leases again and expires what
 * nobody answered.
 *
 * <p>Invariants: every move is one of {@link dev.rollcall.server.job.RunMoves} and a
 * compare-and-set; a run that was ever leased is never cancelled or expired behind the agent's
 * back; a first outcome is never replaced; an outcome that comes late counts and is marked;
 * everything may be said twice.
 */
package dev.rollcall.server.job;

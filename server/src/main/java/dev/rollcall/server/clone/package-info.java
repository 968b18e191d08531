/**
 * Clones: machines that share one enrollment because the disk of an enrolled device was copied.
 *
 * <p>That they do is proven by their boots ({@link dev.rollcall.server.device.Boots}). A
 * <em>case</em> is then opened for the enrollment, and each machine that shows up in it is a
 * <em>copy</em>, known by its boot. All copies are in quarantine: they go on with the policy that
 * they have, receive urgent orders and report outcomes, and are given nothing else. One after
 * another they ask for an identity of their own with a new key, and the last one keeps the record,
 * with a new key as well; what was copied is then revoked.
 *
 * <p>{@link dev.rollcall.server.clone.CloneRule} decides who leaves and who stays. People may
 * {@linkplain dev.rollcall.server.clone.CloneDecisions decide} that the machines of a case are no
 * clones, or which of them stays.
 *
 * <p>Invariants: a case is about one enrollment; a copy leaves or stays once; no record ends
 * because of a case.
 */
@NullMarked
package dev.rollcall.server.clone;

import org.jspecify.annotations.NullMarked;

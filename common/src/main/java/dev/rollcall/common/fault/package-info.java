/**
 * Faults asked for by a test: the named places where a process can be made to die.
 *
 * <p>Each durable step on either side passes a {@link dev.rollcall.common.fault.KillPoint} before
 * and after it. Without the system property a point costs one comparison and does nothing; with it,
 * the process halts there as if the power had gone, without shutdown hooks and without flushing.
 */
package dev.rollcall.common.fault;

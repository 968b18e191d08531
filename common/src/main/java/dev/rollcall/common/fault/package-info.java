/**
 * Faults asked for by a test: the named places where a process can be made to die.
 *
 * <p>The durable steps on either side pass a {@link dev.rollcall.common.fault.KillPoint} before or
 * after them. Without the system property a point costs one comparison and does nothing; with it,
 * the process halts there as if it was killed, without shutdown hooks and without flushing. What
 * was written stays written then, forced to the disk or not: that it is forced before anything is
 * promised is shown by tracing system calls instead.
 */
package dev.rollcall.common.fault;

/**
 * Runs of jobs on this device: taken, journaled, carried out once, answered until recorded.
 *
 * <p>{@link dev.rollcall.agent.job.JobRunner} is the door. An order is judged by {@link
 * dev.rollcall.agent.job.OrderCheck}, written to the {@link dev.rollcall.agent.job.RunJournal} with
 * fsync, and only then acknowledged. A run goes {@code accepted -> started -> done -> recorded};
 * {@code started} is on disk before the device is touched and {@code done} before the server hears
 * of it, so whatever the moment of a crash:
 *
 * <ul>
 *   <li>an acknowledged run is never lost,
 *   <li>a run whose end nobody saw is answered as interrupted, and acted on again only if its
 *       action may be repeated,
 *   <li>where a slot is free, {@code accepted} and {@code started} share one fsync,
 *   <li>a run that is leased again is answered from the journal,
 *   <li>a device that should be left alone puts a run off before {@code started}, and forgets it
 *       once the server knows.
 * </ul>
 *
 * <p>A journal that was lost or damaged knows that it was: orders from before that moment are
 * answered as interrupted and never run, and the server is asked for those it believes to be here.
 * A full disk promises nothing: what it refuses is tried again at every reply. Each urgency has a
 * slot of its own; a disruptive action waits until the server is known to know. For the device's
 * holder, {@code runs.log} says in plain lines what ran, and {@code scripts/} holds every script by
 * its digest.
 */
package dev.rollcall.agent.job;

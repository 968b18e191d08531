/**
 * What a job asks and what a run answers.
 *
 * <p>A job is signed once. Its {@link dev.rollcall.common.job.JobOrder} holds the action and the
 * root of a Merkle tree over (device, enrollment, run); each {@link
 * dev.rollcall.common.job.RunOrder} adds its own leaf and path. An agent accepts an order only when
 * the signature, the path, the enrollment and the times all hold. Inside an order nothing unknown
 * is skipped: it makes the action {@link dev.rollcall.common.job.Action.Unsupported}.
 */
package dev.rollcall.common.job;

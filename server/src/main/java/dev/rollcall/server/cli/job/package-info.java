/**
 * Jobs at the command line: preview, confirm, watch, read, retry, cancel.
 *
 * <p>{@link dev.rollcall.server.cli.job.JobWords} decides what is said of a job, in pure code;
 * {@link dev.rollcall.server.cli.job.JobWatch} says it again as long as it changes.
 */
package dev.rollcall.server.cli.job;

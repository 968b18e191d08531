/**
 * The one table of refusals. A leaf: it knows no other room.
 *
 * <p>{@link dev.rollcall.server.problem.ProblemCode} is a stable name with its HTTP status, what an
 * agent should do, and one English sentence. Adding an error is adding a row. Nothing matches on
 * sentences.
 */
package dev.rollcall.server.problem;

/**
 * How a device joins, and how it leaves.
 *
 * <p>An enrollment token permits a number of joinings in one unit, until it expires or is revoked;
 * only the hash of its secret is kept. Joining is EST (RFC 7030): the device sends its token and a
 * certificate request, and one transaction spends the token, creates device and enrollment and
 * issues the certificate, so that none of them is ever there without the others. An enrollment ends
 * once, with date and reason: revoked, retired or superseded.
 *
 * <p>{@link dev.rollcall.server.enrollment.IdentityCheck} decides whether the holder of a
 * certificate is welcome. TLS lets expired and revoked ones in, so that they are told in words.
 *
 * <p>A certificate is renewed while it holds ({@link dev.rollcall.server.enrollment.Renewals}), and
 * within its unit's grace also after it has expired ({@link
 * dev.rollcall.server.enrollment.Returns}), which is all that an expired one is good for.
 *
 * <p>Invariants: a token is spent before anything is signed; a refused request spends nothing; an
 * ended enrollment never lives again.
 */
@NullMarked
package dev.rollcall.server.enrollment;

import org.jspecify.annotations.NullMarked;

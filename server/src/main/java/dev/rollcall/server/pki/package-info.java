/**
 * Keys, authorities and certificates of an installation.
 *
 * <p>One root signs an infrastructure authority, for the server's own TLS certificate, and one
 * issuing authority per district, for that district's devices and nobody else's. Each district also
 * has an order key, which signs what agents obey, and an escrow key, whose private half only the
 * custodian's passphrase opens. The <em>next</em> root and order keys are born into an offline
 * file; the server keeps their public halves, and agents hold both from their first day.
 *
 * <p>Main flow: {@link dev.rollcall.server.pki.Initialization} makes all of it once; {@link
 * dev.rollcall.server.pki.Authorities} opens it at start, issues, signs and answers; {@link
 * dev.rollcall.server.pki.DeviceCertificates} recognizes a device's certificate in a handshake.
 *
 * <p>Invariants: a private key leaves memory only encrypted; an issued certificate is stored in the
 * transaction that issued it; the audit sealing key is never in the database; a trust bundle's
 * generation never goes back.
 *
 * <p>What it is not: it does not decide who may have a certificate. That is enrollment.
 */
@NullMarked
package dev.rollcall.server.pki;

import org.jspecify.annotations.NullMarked;

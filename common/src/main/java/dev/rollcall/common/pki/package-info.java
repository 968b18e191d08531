/**
 * Keys, certificates and signed documents as both sides know them.
 *
 * <p>Device keys, authority keys and order keys are ECDSA on P-256. A {@link
 * dev.rollcall.common.pki.SignedDocument} is exact payload bytes, a type and a list of signatures:
 * the bytes are verified first and parsed after. A {@link dev.rollcall.common.pki.Sealed} secret is
 * HPKE (RFC 9180) to a P-256 public key. Device certificates name a district and an enrollment in a
 * URI, {@code rollcall://DISTRICT/ENROLLMENT}, and nothing else.
 */
package dev.rollcall.common.pki;

/**
 * What a device says of itself: sections of facts, each with a digest of its canonical form (RFC
 * 8785).
 *
 * <p>A section body is canonical JSON; the server hashes the bytes it received and believes no
 * claim. Sections hold dates, never ages, so that an unchanged device has unchanged digests. A fact
 * that could not be learned is absent: never 0, "" or "unknown". The packages section names
 * buckets, each a body of its own, so that one update changes one small body.
 */
package dev.rollcall.common.inventory;

/**
 * What a device says of itself: sections of facts, each with a digest of its canonical form (RFC
 * 8785).
 *
 * <p>A section body is canonical JSON; the server hashes the bytes it received and believes no
 * claim. Sections hold dates, never ages, so that an unchanged device has unchanged digests. A fact
 * that could not be learned is absent: never 0, "" or "unknown". The packages section names
 * buckets, each a body of its own, so that one update changes one small body.
 *
 * <p>Each section is a record under {@link dev.rollcall.common.inventory.InventorySection}: its
 * {@code KIND} and its component names are the wire, frozen by golden files. {@link
 * dev.rollcall.common.inventory.Sections} reads a body back, as hostile input. What changes all the
 * time is {@link dev.rollcall.common.inventory.VolatileFacts}, which has no digest.
 */
package dev.rollcall.common.inventory;

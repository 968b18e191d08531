/**
 * The physical things, and how they keep their records.
 *
 * <p>Three records: an <em>asset</em> is the thing itself, known by its serial; a <em>device</em>
 * is what is managed, with its policy, label and history; an <em>enrollment</em> is one key. A
 * serial is no proof: whoever holds the machine, or has read its label, can say it. So a device
 * that joins with the serial of a record is a new record, and people are asked; only a {@linkplain
 * dev.rollcall.server.custody.Permits permit} says beforehand that a record is expected back.
 *
 * <p>Invariants: a serial that many machines share never matches; hardware evidence alone never
 * ends a living enrollment; a permit is used once.
 */
@NullMarked
package dev.rollcall.server.custody;

import org.jspecify.annotations.NullMarked;

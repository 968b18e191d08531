/**
 * The check-in: "here I am; what is new?", answered once everything it confirms is durable.
 *
 * <p>{@link dev.rollcall.server.checkin.CheckIns} is the only place where what agents say meets the
 * rooms. A check-in is one command of the writer: presence and continuation, acknowledgements and
 * outcomes, then what is new for the device. Everything may be said twice. What the rooms give is
 * declared in {@link dev.rollcall.server.checkin.Doors} as one-method interfaces; the composition
 * root passes method references.
 *
 * <p>When the disk fills, inventory is turned away first, then everything but outcomes is refused.
 */
@NullMarked
package dev.rollcall.server.checkin;

import org.jspecify.annotations.NullMarked;

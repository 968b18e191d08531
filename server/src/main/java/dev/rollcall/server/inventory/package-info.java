/**
 * What devices are: sections by digest, bodies once per district, and which device had what from
 * when to when.
 *
 * <p>A device reports its sections without bodies; {@link
 * dev.rollcall.server.inventory.InventoryIntake} compares them with what holds and says which
 * bodies are lacking. A body is hashed as it was received and stored once, however many devices
 * share it. A section begins to hold only when its body, and every bucket it names, is here; until
 * then it is pending and the old one holds. What did not change is not written, except that
 * freshness moves a few times a day.
 *
 * <p>{@link dev.rollcall.server.inventory.Deliveries} remembers, per session, what was asked for
 * and puts bodies together from their parts; {@link dev.rollcall.server.inventory.Inventories}
 * answers questions about any instant; {@link dev.rollcall.server.inventory.Sweep} removes bodies
 * that nothing refers to. What is always changing is no section: {@link
 * dev.rollcall.server.inventory.VolatileSeries} keeps the last figures of each day. A body that
 * makes no sense costs its own section, never the session.
 */
@NullMarked
package dev.rollcall.server.inventory;

import org.jspecify.annotations.NullMarked;

/**
 * How far behind a device is: pending updates, since when, which are about security, and whether a
 * restart is due.
 *
 * <p>Nothing is fetched: what apt and dnf hold is compared with what is installed. Where a source
 * does not say whether an update is about security it stays unknown, and never becomes "no". {@link
 * dev.rollcall.agent.inventory.updates.FirstSeen} remembers since when an update is pending, by the
 * archive's clock.
 *
 * <p>What was worked out is kept until a file changes on which it depends: a pass over an unchanged
 * device reads marks of files, and starts neither apt nor rpm nor dnf.
 */
package dev.rollcall.agent.inventory.updates;

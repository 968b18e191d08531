/**
 * What became different on devices, and when: the past of the inventory, read as changes.
 *
 * <p>Nothing is written here. A section that began to hold differs from the one of its kind that
 * was in order before it; {@link dev.rollcall.server.inventory.history.SectionDiff} says how, fact
 * by fact, and things of a list (a disk, an account) are known again by what names them. What
 * changes every day without anybody doing anything is marked as routine, and left out unless asked
 * for.
 */
@org.jspecify.annotations.NullMarked
package dev.rollcall.server.inventory.history;

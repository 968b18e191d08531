/**
 * The inventory of this device: one collector per section, and one door, {@link
 * dev.rollcall.agent.inventory.Inventory}.
 *
 * <p>Rooms of its own: {@code collect} (what all collectors share), {@code browsers}, {@code
 * disks}, {@code network}, {@code packages} and {@code updates} of Linux, {@code windows} and
 * {@code macos}. {@code Collectors} picks by the operating system; classes of another one are never
 * loaded.
 *
 * <p>A collector reads files and, where there is no file, a program, through {@code
 * dev.rollcall.agent.platform}; what it makes of them is decided in small pure readers that tests
 * feed with recorded input. Every collector runs alone, on a thread of its own and against a time
 * limit: one that fails or hangs costs its own section and no other.
 *
 * <p>Everything that is read is hostile: text passes {@link
 * dev.rollcall.agent.inventory.collect.Clean}, lists are bounded, and a fact that cannot be learned
 * stays absent. Sections hold dates and never ages, and everything is sorted, so that an unchanged
 * device has unchanged digests.
 */
package dev.rollcall.agent.inventory;

/**
 * Mounted volumes and the block devices below them, and whether they are encrypted.
 *
 * <p>A volume is as safe as the weakest of the disks it lies on. What encrypts is on a list; a
 * layer that is not on it is looked through, and what cannot be seen is unknown.
 */
package dev.rollcall.agent.inventory.disks;

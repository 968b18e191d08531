/**
 * Mounted volumes and the block devices below them, and whether and with what they are encrypted.
 *
 * <p>A volume is as safe as the weakest of the disks it lies on, and home as the weakest of the
 * homes. What encrypts is on a list; a layer that is not on it is looked through, and what cannot
 * be seen is unknown. Of headers only names and numbers are kept, never a key, a salt or a digest.
 */
package dev.rollcall.agent.inventory.disks;

/**
 * The software of a district: which packages, in which versions, on how many devices, since when,
 * and whether more or fewer than before. Devices are counted by the lists of packages that they
 * share, and of what a list has only what somebody looks at.
 *
 * <p>What holds now, and where devices are, comes from memory and is as it is at the moment of the
 * question; see {@link dev.rollcall.server.device.query.Fleets}. What was then is read out of the
 * history when the first one asks for that instant, and kept some hours: paging through the catalog
 * reads nothing. A title is first seen when the first of the lists with it came that devices have,
 * or had then.
 */
@org.jspecify.annotations.NullMarked
package dev.rollcall.server.inventory.software;

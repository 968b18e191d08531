/**
 * The software of a district: which packages, in which versions, on how many devices, since when,
 * and whether more or fewer than before. Counted from lists of packages and not from devices: many
 * share one.
 */
@org.jspecify.annotations.NullMarked
package dev.rollcall.server.inventory.software;

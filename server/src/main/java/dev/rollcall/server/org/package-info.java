/**
 * The tree of org units: provider, district, school and further units of any depth.
 *
 * <p>A district is a tenant and owns one tree; its root unit has the district's id. A provider is a
 * row of its own kind, whose administrators see every district of theirs. A unit's slug is its
 * address and never changes; its name, parent and time zone do, and their past is kept in server
 * time, because auditors ask "as of". {@link dev.rollcall.server.org.Units} owns the tables; {@link
 * dev.rollcall.server.org.UnitTree} answers everything about the shape and is pure.
 */
package dev.rollcall.server.org;

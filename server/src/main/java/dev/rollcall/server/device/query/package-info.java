/**
 * The one query language over devices: for lists, counts, targets and exports.
 *
 * <p>A query such as {@code org:lincoln and encrypted:no,unknown,stale} is parsed into a {@link
 * dev.rollcall.server.device.query.Query}: atoms about a {@link
 * dev.rollcall.server.device.query.Field}, joined by and, or, not. What we do not know is neither
 * yes nor no: {@link dev.rollcall.server.device.query.Truth} has four values, and {@code not} turns
 * neither unknown nor stale into a yes or a no. A selection therefore always says how many match,
 * how many could match, and of how many.
 *
 * <p>The meaning is written twice on purpose: {@link
 * dev.rollcall.server.device.query.QueryEvaluator} says it in plain Java over a record of facts,
 * and {@link dev.rollcall.server.device.query.FleetQuery} over the rows that {@link
 * dev.rollcall.server.device.query.FleetIndex} keeps in memory, where all answers come from; tests
 * hold the two equal on random queries and devices.
 */
package dev.rollcall.server.device.query;

/**
 * Thousands of simulated devices in one process, for demos, load tests and benchmarks.
 *
 * <p>A simulated device has a real key, a real certificate by real enrollment, the agent's own
 * connection and check-in classes, and the agent's own fsynced run journal. Only its inventory is
 * made up (labs share an image) and its scripts do not run: an action ends at once, as succeeded.
 */
package dev.rollcall.simulator;

/**
 * Real processes for demos and benchmarks: a server on free ports in a folder of its own, the real
 * agent, the command line.
 *
 * <p>Each is started by the project's own scripts, as a person would start it, and is stopped with
 * everything it started when its owner closes it.
 */
package dev.rollcall.simulator.process;

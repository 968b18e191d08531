/**
 * {@code scripts/demo}: a district on this machine, to look at or to be checked without a person.
 *
 * <p>{@link dev.rollcall.simulator.demo.Demo} starts a server, the real agent and 25 simulated
 * devices as processes. With {@code --check} the {@link dev.rollcall.simulator.demo.Tour} then goes
 * the way a technician and an auditor would, compares what Rollcall says with what this machine
 * says of itself, and fails on the first thing untrue.
 */
package dev.rollcall.simulator.demo;

/**
 * The other side of a rehearsal: what the agent needs to go once through all that it does, without
 * a server and away from the device's own state.
 *
 * <p>An AOT cache holds the classes that a run of the agent used, as that run left them. What the
 * run did not do is loaded, verified and linked anew in every agent, in memory that nothing can
 * evict; hence a rehearsal does what an agent does in its first minutes, by its own code, and only
 * the server is played. Everything it takes or gives is thrown away: keys that exist in memory, a
 * folder of its own, a port of the loopback interface. What it orders a device to do is harmless on
 * any device.
 */
package dev.rollcall.agent.warmup;

/**
 * The program on the device: the {@code rollcall-agent} command, and the root that wires the rooms.
 *
 * <p>{@link dev.rollcall.agent.Main} reads the command line and is the only one that looks at the
 * real clock; {@link dev.rollcall.agent.Agent} builds the rooms in the order in which they need
 * each other and takes them down in reverse. Rooms do not know each other: {@code checkin} declares
 * what it needs, and the root hands it the doors of {@code job}, {@code policy} and {@code
 * inventory}.
 *
 * <p>Exit codes, the same for every command: 0 done, 1 an error of ours, 2 the command line was
 * wrong, 3 not enrolled, 4 the server said no to the token, the fingerprint or the address, 5 later
 * (approval, a busy server, no network), 6 the server or what stands before it cannot be trusted or
 * used, 7 another agent owns the state folder, 8 the state folder cannot be read or written, 9 the
 * doctor found something that keeps the device away.
 */
package dev.rollcall.agent;

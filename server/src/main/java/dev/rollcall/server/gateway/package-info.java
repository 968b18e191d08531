/**
 * The door that devices come in by: TLS 1.3 with a device certificate, ALPN {@code rollcall/1},
 * frames, and one session per living enrollment.
 *
 * <p>{@link dev.rollcall.server.gateway.Gateway} listens; {@code GatewayPipeline} lists the
 * handlers in their order, one concern each. A connection is unidentified until its certificate was
 * looked up, then greeting until its first check-in, then a {@code Session} that {@link
 * dev.rollcall.server.gateway.Sessions} knows; who is not welcome is told so in words as the answer
 * to its first message. Handlers ask for the end of a connection by {@code EndSession}; only {@code
 * Closing} closes, and counts why.
 *
 * <p>Event loops never block: what the rooms answer arrives as a future and is written back on the
 * connection's own loop. Each lane has one request with the rooms at a time; a few more may wait,
 * and nothing is read meanwhile. An idle connection holds no buffer and two timers at most.
 */
package dev.rollcall.server.gateway;

/**
 * Bytes of a connection into requests, answers into bytes, and the end of it.
 *
 * <p>A frame is decoded, then its message; {@link dev.rollcall.server.gateway.frame.Lanes} lets one
 * request of each lane through at a time. Whoever wants the connection ended sends an {@link
 * dev.rollcall.server.gateway.frame.EndSession} through the pipeline; only {@link
 * dev.rollcall.server.gateway.frame.Closing} closes, with a {@link
 * dev.rollcall.server.gateway.frame.CloseReason} that {@link
 * dev.rollcall.server.gateway.frame.GatewayMeters} counts.
 */
package dev.rollcall.server.gateway.frame;

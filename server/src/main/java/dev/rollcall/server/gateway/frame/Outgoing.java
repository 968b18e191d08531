package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.ServerMessage;

/** A message on its way to an agent. */
public sealed interface Outgoing {

    ServerMessage message();

    /** The answer to a request, which frees its lane. */
    record Reply(Lane lane, int correlation, ServerMessage message) implements Outgoing {}

    /** What nobody asked for. */
    record Unasked(ServerMessage message) implements Outgoing {}
}

package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.ServerMessage;

/** A message of the server as it came. @param correlation 0 when nobody asked */
record Incoming(Lane lane, int correlation, ServerMessage message) {}

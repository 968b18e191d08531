package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.ServerMessage;
import java.util.concurrent.CompletableFuture;

/** A message on its way out, and the promise of its reply. */
record Request(Lane lane, AgentMessage message, CompletableFuture<ServerMessage> reply) {}

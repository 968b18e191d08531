package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.ServerMessage;

/** A message of an agent with what its answer must echo. */
record Request(Lane lane, int correlation, AgentMessage message) {

    Outgoing.Reply reply(ServerMessage answer) {
        return new Outgoing.Reply(lane, correlation, answer);
    }
}

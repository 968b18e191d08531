package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.ServerMessage;

/** A message of an agent with what its answer must echo. */
public record Request(Lane lane, int correlation, AgentMessage message) {

    public Outgoing.Reply reply(ServerMessage answer) {
        return new Outgoing.Reply(lane, correlation, answer);
    }
}

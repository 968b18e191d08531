package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.ServerMessage;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import java.util.concurrent.CompletableFuture;

/**
 * What the rooms answer to a message. Returns at once; the future completes after all that the
 * answer promises is durable, or with a {@code Problem} that becomes a refusal.
 */
@FunctionalInterface
public interface Answers {

    CompletableFuture<ServerMessage> answer(
            EnrolledDevice device, SessionFacts session, AgentMessage message);
}

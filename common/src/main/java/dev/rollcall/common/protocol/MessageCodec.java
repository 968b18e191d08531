package dev.rollcall.common.protocol;

import dev.rollcall.common.json.Json;
import dev.rollcall.common.protocol.MalformedFrameException.Reason;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/** Messages to whole frames and back. Stateless; safe for use by many threads. */
public final class MessageCodec {

    private static final ObjectReader AGENT_READER = Json.wire().readerFor(AgentMessage.class);
    private static final ObjectReader SERVER_READER = Json.wire().readerFor(ServerMessage.class);
    private static final ObjectWriter AGENT_WRITER = Json.wire().writerFor(AgentMessage.class);
    private static final ObjectWriter SERVER_WRITER = Json.wire().writerFor(ServerMessage.class);

    private MessageCodec() {}

    /** A whole frame, length field included. */
    public static byte[] encode(Lane lane, int correlation, AgentMessage message) {
        return FrameFormat.write(lane, correlation, AGENT_WRITER.writeValueAsBytes(message));
    }

    /** A whole frame, length field included. */
    public static byte[] encode(Lane lane, int correlation, ServerMessage message) {
        return FrameFormat.write(lane, correlation, SERVER_WRITER.writeValueAsBytes(message));
    }

    /** What an agent said; a message of a kind we do not know comes as {@link Unsupported}. */
    public static AgentMessage agentMessage(Frame frame) throws MalformedFrameException {
        return read(AGENT_READER, AgentMessage.class, frame);
    }

    /** What the server said; a message of a kind we do not know comes as {@link Unsupported}. */
    public static ServerMessage serverMessage(Frame frame) throws MalformedFrameException {
        return read(SERVER_READER, ServerMessage.class, frame);
    }

    private static <T> T read(ObjectReader reader, Class<T> direction, Frame frame)
            throws MalformedFrameException {
        var json = FrameFormat.payload(frame);
        // Jackson would also accept UTF-16 and UTF-32; only UTF-8 objects are ours
        if (json.length < 2 || json[0] != '{' || json[1] == 0) {
            throw new MalformedFrameException(Reason.NOT_A_MESSAGE);
        }
        try {
            return direction.cast(reader.readValue(json));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new MalformedFrameException(Reason.NOT_A_MESSAGE, e);
        }
    }
}

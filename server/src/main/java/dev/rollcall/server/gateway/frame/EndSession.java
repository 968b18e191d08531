package dev.rollcall.server.gateway.frame;

import dev.rollcall.common.protocol.Refused;
import java.util.Optional;

/** The wish to end a connection, sent through its pipeline to {@link Closing}. */
public record EndSession(CloseReason reason, Optional<Outgoing> lastWord) {

    /** Without a word. */
    public static EndSession because(CloseReason reason) {
        return new EndSession(reason, Optional.empty());
    }

    public static EndSession telling(CloseReason reason, Refused refused) {
        return new EndSession(reason, Optional.of(new Outgoing.Unasked(refused)));
    }

    public static EndSession answering(CloseReason reason, Request request, Refused refused) {
        return new EndSession(reason, Optional.of(request.reply(refused)));
    }
}

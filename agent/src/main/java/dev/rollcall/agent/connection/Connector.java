package dev.rollcall.agent.connection;

import dev.rollcall.common.pki.KeyProtection;
import dev.rollcall.common.protocol.ServerMessage;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Opens sessions, and learns which of its gateways and identities work. */
@FunctionalInterface
public interface Connector {

    /** As {@link ServerConnection#connect}: may block on a name, fails by the future. */
    CompletableFuture<ServerConnection> connect(Consumer<ServerMessage> unasked);

    /** How well the key of the last identity shown is kept. */
    default KeyProtection protection() {
        return KeyProtection.FILE;
    }

    /** The last session opened was answered: stay with its gateway and its identity. */
    default void worked() {}

    /** The last session opened, or its opening, came to nothing: try another gateway next. */
    default void failed() {}

    /** The last identity shown was refused. Returns whether there is another one to show next. */
    default boolean refused() {
        return false;
    }
}

package dev.rollcall.server.gateway.frame;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether a connection is read: while no handler holds it. Belongs to the connection's event loop.
 */
public final class ReadGate {

    /** Why nothing is read. */
    public enum Hold {
        IDENTITY_UNKNOWN,
        REQUESTS_WAIT,
        PEER_DOES_NOT_READ
    }

    private final Set<Hold> holds = EnumSet.noneOf(Hold.class);

    public void hold(Channel channel, Hold why) {
        holds.add(why);
        channel.config().setAutoRead(false);
    }

    public void release(Channel channel, Hold why) {
        if (holds.remove(why) && holds.isEmpty()) {
            channel.config().setAutoRead(true);
        }
    }
}

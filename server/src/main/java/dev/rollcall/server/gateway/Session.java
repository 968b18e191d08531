package dev.rollcall.server.gateway;

import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.gateway.frame.EndSession;
import dev.rollcall.server.gateway.frame.Outgoing;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A live conversation with one enrollment. Safe for use by many threads.
 *
 * @param nudged whether a nudge is queued or sent that no check-in has followed yet
 */
record Session(EnrolledDevice device, SessionFacts facts, Channel channel, AtomicBoolean nudged) {

    /** Whether this call made the nudge the one outstanding. */
    boolean claimNudge() {
        return nudged.compareAndSet(false, true);
    }

    void checkedIn() {
        nudged.set(false);
    }

    void send(Nudge nudge) {
        var _ = channel.writeAndFlush(new Outgoing.Unasked(nudge), channel.voidPromise());
    }

    void end(EndSession wish) {
        channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(wish));
    }
}

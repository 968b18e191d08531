package dev.rollcall.server.gateway;

import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.server.device.EnrolledDevice;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.gateway.frame.EndSession;
import dev.rollcall.server.gateway.frame.Outgoing;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A live conversation with one enrollment. Safe for use by many threads.
 *
 * @param nudged how urgent the nudge was that is queued or sent and that no check-in has followed
 *     yet, if there is one
 */
record Session(
        EnrolledDevice device,
        SessionFacts facts,
        Channel channel,
        AtomicReference<@Nullable Urgency> nudged) {

    /** Whether a nudge is to be sent: none is outstanding that is as urgent. */
    boolean claimNudge(Urgency urgency) {
        var before =
                nudged.getAndUpdate(
                        now -> now == null || urgency.compareTo(now) < 0 ? urgency : now);
        return before == null || urgency.compareTo(before) < 0;
    }

    void checkedIn() {
        nudged.set(null);
    }

    void send(Nudge nudge) {
        var _ = channel.writeAndFlush(new Outgoing.Unasked(nudge), channel.voidPromise());
    }

    void end(EndSession wish) {
        channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(wish));
    }
}

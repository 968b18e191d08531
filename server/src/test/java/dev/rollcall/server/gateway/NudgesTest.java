package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.job.Urgency;
import dev.rollcall.common.protocol.Nudge;
import dev.rollcall.server.device.SessionFacts;
import dev.rollcall.server.gateway.frame.Outgoing;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class NudgesTest {

    private final List<Nudge> sent = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void urgentOnesOvertakeWhatWaits() throws InterruptedException {
        try (var nudges = new Nudges(1_000)) {
            nudges.add(session(), Urgency.NORMAL, "first");
            begun.await();
            nudges.add(session(), Urgency.BACKGROUND, "inventory");
            nudges.add(session(), Urgency.NORMAL, "script");
            nudges.add(session(), Urgency.URGENT, "cancelled");
            nudges.add(session(), Urgency.NORMAL, "policy");

            gate.countDown();

            Awaitility.await().until(() -> sent.size() == 5);
            assertThat(sent)
                    .extracting(Nudge::reason)
                    .containsExactly("first", "cancelled", "script", "policy", "inventory");
        }
    }

    private Session session() {
        return new Session(
                Fixtures.device(1),
                new SessionFacts(1, Instant.EPOCH, InetAddress.getLoopbackAddress()),
                new EmbeddedChannel(new Held()),
                new AtomicReference<>());
    }

    /** Notes what is sent; nothing passes before the gate is open. */
    private final class Held extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
                throws InterruptedException {
            begun.countDown();
            gate.await();
            sent.add((Nudge) ((Outgoing.Unasked) message).message());
        }
    }
}

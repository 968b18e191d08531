package dev.rollcall.server.gateway.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptPaceTest {

    private final EmbeddedChannel listening = new EmbeddedChannel(new AcceptPace(30));

    private boolean accepts() {
        return listening.config().isAutoRead();
    }

    private void connect(int times) {
        for (int i = 0; i < times; i++) {
            listening.writeInbound("connection");
        }
    }

    @Test
    void inATenthOfASecondItTakesItsShareAndThenPauses() {
        connect(2);
        assertThat(accepts()).isTrue();

        connect(1);
        assertThat(accepts()).isFalse();
        assertThat(listening.inboundMessages()).hasSize(3);

        listening.advanceTimeBy(100, TimeUnit.MILLISECONDS);
        listening.runScheduledPendingTasks();
        assertThat(accepts()).isTrue();
    }

    @Test
    void aSlowTrickleIsNeverPaused() {
        for (int i = 0; i < 20; i++) {
            connect(1);
            assertThat(accepts()).isTrue();
            listening.advanceTimeBy(50, TimeUnit.MILLISECONDS);
            listening.runScheduledPendingTasks();
        }
        assertThat(listening.inboundMessages()).hasSize(20);
    }
}

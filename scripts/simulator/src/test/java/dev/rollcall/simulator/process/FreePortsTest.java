package dev.rollcall.simulator.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void neverGivesAPortThatSomebodyListensOn() throws IOException {
        int port = FreePorts.find();
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 1000; i++) {
                assertThat(FreePorts.find()).isNotEqualTo(port).isBetween(20_000, 29_999);
            }
        }
    }

    @Test
    void twoServersThatFindTheirPortsAtTheSameTimeListenApart() throws IOException {
        var first = FreePorts.find(2);
        try (var _ = listen(first.getFirst());
                var _ = listen(first.getLast())) {
            var second = FreePorts.find(2);
            try (var _ = listen(second.getFirst());
                    var _ = listen(second.getLast())) {
                assertThat(second).doesNotContainAnyElementsOf(first);
            }
        }
    }

    @Test
    void noTwoOfSeveralAreTheSame() {
        // of 10,000 ports, 500 at random would hardly be all different
        assertThat(FreePorts.find(500)).doesNotHaveDuplicates();
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}

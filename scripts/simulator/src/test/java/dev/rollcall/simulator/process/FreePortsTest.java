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
}

package dev.rollcall.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.common.protocol.CheckInReply;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.testing.RawDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** More come than there is room for, or all at once. */
class CrowdTest {

    private static final int PATIENCE_MILLIS = 60_000;

    @Test
    void pastTheLimitAConnectionIsClosedQuietlyAndThoseThatAreThereLiveOn() throws IOException {
        try (var gateway = new RunningGateway(RunningGateway.narrow(2, 2000));
                var first = gateway.connect(1);
                var second = gateway.connect(2)) {
            first.ask(Fixtures.checkIn());
            second.ask(Fixtures.checkIn());

            for (int i = 0; i < 5; i++) {
                assertThat(saidToOneMore(gateway.port())).isEmpty();
            }

            await().until(() -> gateway.closed(CloseReason.TOO_MANY_CONNECTIONS) == 5);
            assertThat(first.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            assertThat(second.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            assertThat(gateway.sessions.count()).isEqualTo(2);
        }
    }

    @Test
    void whereOneHasLeftAnotherIsLetIn() throws IOException {
        try (var gateway = new RunningGateway(RunningGateway.narrow(1, 2000))) {
            try (var first = gateway.connect(1)) {
                first.ask(Fixtures.checkIn());
                assertThat(saidToOneMore(gateway.port())).isEmpty();
            }
            await().until(() -> gateway.open() == 0);

            try (var next = gateway.connect(2)) {
                assertThat(next.ask(Fixtures.checkIn())).isInstanceOf(CheckInReply.class);
            }
        }
    }

    /** Ten in a second is one in each tenth: the last of twelve waits for more than a second. */
    @Test
    void aCrowdIsTakenOnAtThePaceAndNobodyIsLost() throws Exception {
        int crowd = 12;
        try (var gateway = new RunningGateway(RunningGateway.narrow(1000, 10));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long began = System.nanoTime();
            var all = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 1; i <= crowd; i++) {
                int device = i;
                all.add(CompletableFuture.supplyAsync(() -> isAnswered(gateway, device), threads));
            }

            assertThat(all).allMatch(CompletableFuture::join);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isGreaterThan(Duration.ofMillis(100L * (crowd - 2)));
            assertThat(gateway.meters.counter("rollcall.gateway.accepted").count())
                    .isEqualTo(crowd);
        }
    }

    private static boolean isAnswered(RunningGateway gateway, int device) {
        try (RawDevice connected = gateway.connect(device)) {
            return connected.ask(Fixtures.checkIn()) instanceof CheckInReply;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Before any TLS: a reset says no more than an end. */
    private static byte[] saidToOneMore(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }
}

package dev.rollcall.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Clients that hold a connection and say nothing, or so little that they never end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SlowClientsTest {

    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final int BETWEEN_BYTES_MILLIS = 100;
    private static final int DRIBBLED = 60;

    /** Long before a request of a byte in each tenth of a second would be whole. */
    private static final Duration BOUND = Duration.ofSeconds(20);

    private TestHttp http;

    @BeforeAll
    void start() {
        http =
                TestHttp.impatient(
                        IDLE,
                        List.of(() ->
                                List.of(
                                        new Route(
                                                Method.GET,
                                                "/open",
                                                Access.OPEN,
                                                r -> Response.ok(Map.of("path", "open"))),
                                        new Route(
                                                Method.POST,
                                                "/read",
                                                Access.OPEN,
                                                r -> Response.ok(Map.of("read", r.bytes().length))),
                                        new Route(
                                                Method.POST,
                                                "/dribble",
                                                Access.OPEN,
                                                r ->
                                                        Response.stream(
                                                                "text/csv",
                                                                SlowClientsTest::dribble)))));
    }

    /** An answer that takes twice as long as a request may. */
    private static void dribble(OutputStream out) throws IOException {
        for (int i = 0; i < DRIBBLED; i++) {
            out.write('a');
            out.flush();
            await(BETWEEN_BYTES_MILLIS);
        }
    }

    @AfterAll
    void stop() {
        http.close();
    }

    @Test
    void whoSaysNothingNotEvenTlsIsClosed() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            assertThat(endsInTime(socket)).isEmpty();
        }
    }

    @Test
    void whoNeverFinishesTheHandshakeIsClosed() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            // a record of TLS that announces 16,384 bytes
            dribble(socket, new byte[] {22, 3, 1, 64, 0}, (byte) 1);

            endsInTime(socket);
        }
    }

    @Test
    void whoSaysNothingAfterTheHandshakeIsClosed() throws IOException {
        try (var socket = tls()) {
            assertThat(endsInTime(socket)).isEmpty();
        }
    }

    @Test
    void aRequestLineThatDribblesInIsCutOff() throws IOException {
        try (var socket = tls()) {
            dribble(socket, "GET /".getBytes(StandardCharsets.US_ASCII), (byte) 'a');

            assertThat(endsInTime(socket)).doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void headersThatDribbleInAreCutOff() throws IOException {
        var head = "GET /open HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";
        try (var socket = tls()) {
            int before = http.slow();
            dribble(socket, head.getBytes(StandardCharsets.US_ASCII), (byte) 'a');

            assertThat(endsInTime(socket)).doesNotStartWith("HTTP/1.1 200");
            Awaitility.await().until(() -> http.slow() > before);
        }
    }

    @Test
    void aSecondRequestOfAConnectionIsCutOffToo() throws IOException {
        var first = "GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var socket = tls()) {
            socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
            readUntil(socket.getInputStream(), '}');
            dribble(socket, "GET /".getBytes(StandardCharsets.US_ASCII), (byte) 'a');

            assertThat(endsInTime(socket)).doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyThatDribblesInIsCutOff() throws IOException {
        var head = "POST /read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
        try (var socket = tls()) {
            dribble(socket, head.getBytes(StandardCharsets.US_ASCII), (byte) 'a');

            assertThat(endsInTime(socket)).doesNotStartWith("HTTP/1.1 200");
        }
    }

    @Test
    void anAnswerMayTakeLongerThanARequest() throws IOException {
        var request =
                "POST /dribble HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Length: 2\r\n\r\n{}";
        try (var socket = tls()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 200").endsWith("a".repeat(DRIBBLED));
        }
    }

    private SSLSocket tls() throws IOException {
        var socket =
                (SSLSocket)
                        http.tls()
                                .client(Optional.empty())
                                .getSocketFactory()
                                .createSocket("localhost", http.port());
        socket.startHandshake();
        return socket;
    }

    /** Begins and goes on in the background until the connection ends, which may be at once. */
    private static void dribble(Socket socket, byte[] begin, byte again) {
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        socket.getOutputStream().write(begin);
                        while (!socket.isClosed()) {
                            await(BETWEEN_BYTES_MILLIS);
                            socket.getOutputStream().write(again);
                            socket.getOutputStream().flush();
                        }
                    } catch (IOException e) {
                        // the server has had enough
                    }
                });
    }

    private static void await(int millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void readUntil(InputStream in, char end) throws IOException {
        int read;
        do {
            read = in.read();
        } while (read != end && read != -1);
    }

    /** What the server said until it ended the connection. */
    private static String endsInTime(Socket socket) throws IOException {
        long began = System.nanoTime();
        socket.setSoTimeout((int) BOUND.toMillis());
        String said;
        try {
            said = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            said = "";
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(BOUND);
        return said;
    }
}

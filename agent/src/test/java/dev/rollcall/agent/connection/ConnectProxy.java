package dev.rollcall.agent.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An HTTP proxy that serves CONNECT, or does not, and tells what it was asked first. */
public final class ConnectProxy implements AutoCloseable {

    private final Optional<String> refusal;
    private final ServerSocket listener;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    public ConnectProxy() throws IOException {
        this(Optional.empty());
    }

    private ConnectProxy(Optional<String> refusal) throws IOException {
        this.refusal = refusal;
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * One that answers every CONNECT so, such as with {@code 407 Proxy Authentication Required}.
     */
    public static ConnectProxy answering(String status) throws IOException {
        var page = "<html><body>\nAsk your administrator\n</body></html>\n";
        return new ConnectProxy(
                Optional.of(
                        "HTTP/1.1 %s\r\nProxy-Authenticate: Basic realm=\"school\"\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(status, page.length(), page)));
    }

    /** One that takes what it is asked, and answers nothing. */
    public static ConnectProxy silent() throws IOException {
        return new ConnectProxy(Optional.of(""));
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", listener.getLocalPort());
    }

    public CompletableFuture<String> request() {
        return request;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                request.completeExceptionally(e);
            }
        }
    }

    private void serve(Socket accepted) {
        try (var client = accepted) {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = client.getInputStream().read();
                if (next < 0) {
                    return; // somebody looked whether it is there
                }
                head.append((char) next);
            }
            request.complete(head.toString());
            if (refusal.isPresent()) {
                client.getOutputStream().write(refusal.get().getBytes(StandardCharsets.US_ASCII));
                copy(client.getInputStream(), OutputStream.nullOutputStream());
                return;
            }
            var target = Endpoint.parse(head.toString().split(" ", 3)[1]);
            try (var server = new Socket(target.host(), target.port())) {
                client.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                var back = server.getInputStream();
                var out = client.getOutputStream();
                Thread.ofVirtual().start(() -> copy(back, out));
                copy(client.getInputStream(), server.getOutputStream());
            }
        } catch (IOException e) {
            request.completeExceptionally(e);
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try {
            from.transferTo(to);
        } catch (IOException e) {
            // one side has ended, and so has the test
        }
    }
}

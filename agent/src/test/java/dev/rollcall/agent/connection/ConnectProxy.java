package dev.rollcall.agent.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** An HTTP proxy that serves CONNECT, and tells what it was asked first. */
public final class ConnectProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    public ConnectProxy() throws IOException {
        listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
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
                head.append((char) client.getInputStream().read());
            }
            request.complete(head.toString());
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

package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** A try to connect, and the connection where it came to one, which the caller closes. */
record Dialed(TcpFound found, Optional<Socket> socket) implements AutoCloseable {

    private static final int MAX_HEAD = 16 * 1024;
    private static final Pattern STATUS =
            Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: ([^\\r\\n]*))?");

    private static Dialed failed(TcpFound why) {
        return new Dialed(why, Optional.empty());
    }

    /** As the agent connects: to the first address of a name. */
    static Dialed direct(Endpoint to, Duration patience) {
        var address = new InetSocketAddress(to.host(), to.port());
        if (address.isUnresolved()) {
            return failed(new TcpFound.NoName());
        }
        var socket = new Socket();
        try {
            int millis = Math.toIntExact(patience.toMillis());
            socket.setSoTimeout(millis);
            socket.connect(address, millis);
            return new Dialed(new TcpFound.Connected(), Optional.of(socket));
        } catch (IOException e) {
            close(socket);
            return failed(
                    switch (e) {
                        case SocketTimeoutException _ -> new TcpFound.TimedOut();
                        case NoRouteToHostException _ -> new TcpFound.Unreachable();
                        case ConnectException _ -> new TcpFound.Refused();
                        default -> new TcpFound.Unreachable();
                    });
        }
    }

    /** By CONNECT, through a proxy that was reached before. */
    static Dialed through(Endpoint proxy, Endpoint to, Duration patience) {
        var dialed = direct(proxy, patience);
        if (dialed.socket().isEmpty()) {
            return dialed;
        }
        var socket = dialed.socket().get();
        try {
            var ask = "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(to);
            socket.getOutputStream().write(ask.getBytes(StandardCharsets.US_ASCII));
            var found = answer(head(socket));
            if (found instanceof TcpFound.Connected) {
                return dialed;
            }
            close(socket);
            return failed(found);
        } catch (SocketTimeoutException e) {
            close(socket);
            return failed(new TcpFound.TimedOut());
        } catch (IOException e) {
            close(socket);
            return failed(new TcpFound.NoProxy());
        }
    }

    /** What a proxy's answer to CONNECT means. */
    static TcpFound answer(String head) {
        var line = STATUS.matcher(head);
        if (!line.lookingAt()) {
            return new TcpFound.NoProxy();
        }
        int code = Integer.parseInt(line.group(1));
        if (code == 200) {
            return new TcpFound.Connected();
        }
        var reason = Optional.ofNullable(line.group(2)).map(Words::clean).orElse("");
        return new TcpFound.ProxyRefused(code, (code + " " + reason).strip());
    }

    /** Not one byte more than the head: what follows is TLS. */
    private static String head(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.length() < MAX_HEAD && head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() {
        socket.ifPresent(Dialed::close);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // what was to be learned from it is learned
        }
    }
}

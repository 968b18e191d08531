package dev.rollcall.server.testing;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MalformedFrameException;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.ServerMessage;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A device made of a plain TLS socket, so that it can misbehave in every way. */
public final class RawDevice implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SSLSocket socket;
    private final DataInputStream in;
    private int correlation;

    private RawDevice(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** Connected, with the client's side of the handshake done. */
    public static RawDevice connect(SSLContext tls, int port, String... protocols)
            throws IOException {
        var socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawDevice(socket);
    }

    public static RawDevice connect(SSLContext tls, int port) throws IOException {
        return connect(tls, port, Frame.ALPN);
    }

    /** The server's certificate and what it showed above it. */
    public List<X509Certificate> serverChain() throws IOException {
        return Arrays.stream(socket.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }

    /** When its TLS session was created, by the clock of this machine. */
    public long sessionCreated() {
        return socket.getSession().getCreationTime();
    }

    /** Sends in a lane and waits for the next message. */
    public ServerMessage ask(Lane lane, AgentMessage message) throws IOException {
        send(lane, message);
        return next();
    }

    public ServerMessage ask(AgentMessage message) throws IOException {
        return ask(Lane.CONTROL, message);
    }

    public int send(Lane lane, AgentMessage message) throws IOException {
        sendBytes(MessageCodec.encode(lane, ++correlation, message));
        return correlation;
    }

    public void sendBytes(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The next message of the server. */
    public ServerMessage next() throws IOException {
        var frame = nextFrame();
        try {
            return MessageCodec.serverMessage(FrameFormat.read(frame));
        } catch (MalformedFrameException e) {
            throw new IOException(e);
        }
    }

    /** What stands behind the next length field. */
    public byte[] nextFrame() throws IOException {
        var frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    /** Whether the server ended the connection without another byte; waits for it. */
    public boolean endsQuietly() throws IOException {
        try {
            return in.read() == -1;
        } catch (EOFException | SSLException | SocketException e) {
            // a TLS 1.3 client learns of a refused certificate, or of a reset, at its first read
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

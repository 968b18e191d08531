package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.ServerMessage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The order of a session's handlers, from the wire up. */
final class ConnectionPipeline extends ChannelInitializer<Channel> {

    private final Endpoint server;
    private final SslContext tls;
    private final ConnectionOptions options;
    private final Consumer<ServerMessage> unasked;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private @Nullable SslHandler handshake;

    ConnectionPipeline(
            Endpoint server,
            SslContext tls,
            ConnectionOptions options,
            Consumer<ServerMessage> unasked) {
        this.server = server;
        this.tls = tls;
        this.options = options;
        this.unasked = unasked;
    }

    /** Done when the session may be used. */
    CompletableFuture<Void> ready() {
        return ready;
    }

    /** When the first of the server's certificates ends; once the session is ready. */
    Instant authenticUntil() {
        try {
            var shown =
                    Objects.requireNonNull(handshake, "handshake")
                            .engine()
                            .getSession()
                            .getPeerCertificates();
            return Stream.of(shown)
                    .map(certificate -> ((X509Certificate) certificate).getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (SSLPeerUnverifiedException e) {
            throw new IllegalStateException("a session without a server's certificate", e);
        }
    }

    /** Done when the session has ended. */
    CompletableFuture<Closed> closed() {
        return closed;
    }

    @Override
    protected void initChannel(Channel channel) {
        var pipeline = channel.pipeline();
        options.proxy()
                .ifPresent(proxy -> {
                    var address = new InetSocketAddress(proxy.host(), proxy.port());
                    var handler = new HttpProxyHandler(address);
                    handler.setConnectTimeoutMillis(options.connect().toMillis());
                    pipeline.addLast("proxy", handler);
                });
        var tlsHandler = tls.newHandler(channel.alloc(), server.host(), server.port());
        tlsHandler.setHandshakeTimeoutMillis(options.handshake().toMillis());
        handshake = tlsHandler;
        pipeline.addLast("tls", tlsHandler);
        pipeline.addLast("alpn", new AlpnGuard(tlsHandler, ready));
        addConversation(channel);
    }

    /** What stands above TLS. */
    void addConversation(Channel channel) {
        var lanes = new Lanes(options.reply(), unasked);
        var heartbeat = new Heartbeat(options.grace());
        channel.pipeline()
                .addLast(Heartbeat.IDLE, heartbeat.idle(options.heartbeat()))
                .addLast("heartbeat", heartbeat)
                .addLast(
                        "frames",
                        new LengthFieldBasedFrameDecoder(
                                Integer.BYTES + Frame.MAX_LENGTH, 0, Integer.BYTES, 0, 4))
                .addLast("messages", new FrameReader())
                .addLast("lanes", lanes)
                .addLast("closing", new Closing(lanes, closed));
    }
}

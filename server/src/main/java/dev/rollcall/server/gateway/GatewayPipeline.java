package dev.rollcall.server.gateway;

import dev.rollcall.server.gateway.frame.Closing;
import dev.rollcall.server.gateway.frame.FrameDecoder;
import dev.rollcall.server.gateway.frame.GatewayMeters;
import dev.rollcall.server.gateway.frame.Lanes;
import dev.rollcall.server.gateway.frame.MessageDecoder;
import dev.rollcall.server.gateway.frame.MessageEncoder;
import dev.rollcall.server.gateway.frame.ReadGate;
import dev.rollcall.server.gateway.guard.ConnectionLimit;
import dev.rollcall.server.gateway.guard.FirstMessageTimeout;
import dev.rollcall.server.gateway.guard.GatewayTls;
import dev.rollcall.server.gateway.guard.HandshakeTimeout;
import dev.rollcall.server.gateway.guard.Heartbeat;
import dev.rollcall.server.gateway.guard.IdleTimeout;
import dev.rollcall.server.gateway.guard.SlowReader;
import dev.rollcall.server.gateway.guard.TlsDoor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;

/** The handlers of a connection in their order, first to last for what comes in. */
final class GatewayPipeline extends ChannelInitializer<Channel> {

    private final GatewayConfig config;
    private final SslContext tls;
    private final GatewayRooms rooms;
    private final Sessions sessions;
    private final GatewayMeters meters;
    private final ConnectionLimit connectionLimit;
    private final Heartbeat heartbeat = new Heartbeat();
    private final MessageEncoder messageEncoder = new MessageEncoder();
    private final MessageDecoder messageDecoder;

    GatewayPipeline(
            GatewayConfig config,
            SslContext tls,
            GatewayRooms rooms,
            Sessions sessions,
            GatewayMeters meters) {
        this.config = config;
        this.tls = tls;
        this.rooms = rooms;
        this.sessions = sessions;
        this.meters = meters;
        this.connectionLimit = new ConnectionLimit(config.maxConnections(), meters);
        this.messageDecoder = new MessageDecoder(meters);
    }

    @Override
    protected void initChannel(Channel channel) {
        var pipeline = channel.pipeline();
        pipeline.addLast("connection-limit", connectionLimit);
        pipeline.addLast("tls", tlsHandler(channel));
        pipeline.addLast("handshake-timeout", new HandshakeTimeout(config.handshakeTimeout()));
        pipeline.addLast("tls-door", new TlsDoor());
        addConversation(pipeline);
    }

    /** What stands behind TLS, which is what tests drive with bytes. */
    void addConversation(ChannelPipeline pipeline) {
        var gate = new ReadGate();
        pipeline.addLast("identity-barrier", new IdentityBarrier(rooms.identities(), gate));
        pipeline.addLast("slow-reader", new SlowReader(gate, config.frameTimeout()));
        pipeline.addLast("frame-decoder", new FrameDecoder(config.frameTimeout()));
        pipeline.addLast("idle-timeout", new IdleTimeout(config.idleTimeout()));
        pipeline.addLast("heartbeat", heartbeat);
        pipeline.addLast("message-encoder", messageEncoder);
        pipeline.addLast("message-decoder", messageDecoder);
        pipeline.addLast(
                "first-message-timeout", new FirstMessageTimeout(config.firstMessageTimeout()));
        pipeline.addLast("lanes", new Lanes(gate));
        pipeline.addLast("session", new SessionHandler(rooms, sessions, meters));
        pipeline.addLast("closing", new Closing(meters));
    }

    private SslHandler tlsHandler(Channel channel) {
        var handler = GatewayTls.handler(tls, channel.alloc());
        // HandshakeTimeout counts what this would close without a reason
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }
}

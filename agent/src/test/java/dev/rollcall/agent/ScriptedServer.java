package dev.rollcall.agent;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.FrameFormat;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.MessageCodec;
import dev.rollcall.common.protocol.ServerMessage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The server's half of the conversation, played by a test over real mutual TLS on loopback. */
public final class ScriptedServer implements AutoCloseable {

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<AgentMessage> heard = new CopyOnWriteArrayList<>();
    private final List<Channel> sessions = new CopyOnWriteArrayList<>();
    private final List<X509Certificate> devices = new CopyOnWriteArrayList<>();
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final Channel listener;
    private volatile Function<AgentMessage, Optional<ServerMessage>> script;
    private volatile boolean echoes = true;

    public ScriptedServer(
            TestCa trusted,
            TestCa.Issued identity,
            Function<AgentMessage, Optional<ServerMessage>> script) {
        this(trusted, identity, Frame.ALPN, script);
    }

    public ScriptedServer(
            TestCa trusted,
            TestCa.Issued identity,
            String alpn,
            Function<AgentMessage, Optional<ServerMessage>> script) {
        this.script = script;
        var tls = tls(trusted, identity, alpn);
        this.listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        tls.newHandler(channel.alloc()),
                                                        new LengthFieldBasedFrameDecoder(
                                                                1 << 21, 0, 4, 0, 4),
                                                        new Session());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .syncUninterruptibly()
                        .channel();
    }

    public Endpoint endpoint() {
        return new Endpoint("127.0.0.1", ((InetSocketAddress) listener.localAddress()).getPort());
    }

    /** All that was heard, in order. */
    public List<AgentMessage> heard() {
        return heard;
    }

    public <T extends AgentMessage> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** What went wrong inside the server, which a test hardly meant. */
    public List<Throwable> faults() {
        return faults;
    }

    /** The certificate shown in each session, in order. */
    public List<X509Certificate> devices() {
        return devices;
    }

    public int heartbeats() {
        return heartbeats.get();
    }

    public int sessions() {
        return sessions.size();
    }

    /** Sessions whose end the server has not read yet; none is left once all of it was heard. */
    public long openSessions() {
        return sessions.stream().filter(Channel::isOpen).count();
    }

    public void answers(Function<AgentMessage, Optional<ServerMessage>> other) {
        script = other;
    }

    /** From now on the server reads and says nothing, as after a lost network. */
    public void fallSilent() {
        echoes = false;
        script = _ -> Optional.empty();
    }

    /** Says something unasked in the newest session. */
    public void say(ServerMessage message) {
        var frame = MessageCodec.encode(Lane.CONTROL, 0, message);
        sessions.getLast().writeAndFlush(Unpooled.wrappedBuffer(frame));
    }

    public void write(byte[] bytes) {
        sessions.getLast().writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    public void dropSession() {
        sessions.getLast().close();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        sessions.forEach(Channel::close);
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS);
    }

    private static SslContext tls(TestCa trusted, TestCa.Issued identity, String alpn) {
        try {
            return SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .clientAuth(ClientAuth.REQUIRE)
                    .trustManager(trusted.root())
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    Protocol.ALPN,
                                    SelectorFailureBehavior.NO_ADVERTISE,
                                    SelectedListenerFailureBehavior.ACCEPT,
                                    alpn))
                    .build();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private final class Session extends SimpleChannelInboundHandler<ByteBuf> {

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
            if (event instanceof io.netty.handler.ssl.SslHandshakeCompletionEvent done
                    && done.isSuccess()) {
                var shown =
                        ctx.pipeline()
                                .get(SslHandler.class)
                                .engine()
                                .getSession()
                                .getPeerCertificates();
                devices.add((X509Certificate) shown[0]);
                sessions.add(ctx.channel());
            }
            super.userEventTriggered(ctx, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
            if (!bytes.isReadable()) {
                heartbeats.incrementAndGet();
                if (echoes) {
                    ctx.writeAndFlush(Unpooled.copyInt(0));
                }
                return;
            }
            var frame = FrameFormat.read(ByteBufUtil.getBytes(bytes));
            var message = MessageCodec.agentMessage(frame);
            heard.add(message);
            script.apply(message)
                    .map(reply -> MessageCodec.encode(frame.lane(), frame.correlation(), reply))
                    .ifPresent(reply -> ctx.writeAndFlush(Unpooled.wrappedBuffer(reply)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (!(cause instanceof java.io.IOException)) {
                faults.add(cause);
            }
            ctx.close();
        }
    }
}

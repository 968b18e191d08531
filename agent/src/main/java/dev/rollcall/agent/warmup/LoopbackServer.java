package dev.rollcall.agent.warmup;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.FrameFormat;
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
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * Speaks the server's half of the protocol to whoever shows a certificate of one authority, on a
 * port of the loopback interface that the kernel chooses.
 */
final class LoopbackServer implements AutoCloseable {

    static final String ADDRESS = "127.0.0.1";

    private static final int MAX_FRAME = Integer.BYTES + Frame.MAX_LENGTH;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("rehearsal", true), NioIoHandler.newFactory());
    private final Channel listener;

    private LoopbackServer(SslContext tls, Function<AgentMessage, ServerMessage> answers) {
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
                                                                MAX_FRAME, 0, Integer.BYTES, 0, 4),
                                                        new Session(answers));
                                    }
                                })
                        .bind(ADDRESS, 0)
                        .syncUninterruptibly()
                        .channel();
    }

    /**
     * Listens from now on.
     *
     * @param chain its own certificate first
     * @param trusted to whom the device's chain must lead
     * @param answers called by one thread
     */
    static LoopbackServer listen(
            PrivateKey key,
            List<X509Certificate> chain,
            X509Certificate trusted,
            Function<AgentMessage, ServerMessage> answers)
            throws SSLException {
        var tls =
                SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                        .sslProvider(SslProvider.JDK)
                        .protocols("TLSv1.3")
                        .clientAuth(ClientAuth.REQUIRE)
                        .trustManager(trusted)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        Protocol.ALPN,
                                        SelectorFailureBehavior.NO_ADVERTISE,
                                        SelectedListenerFailureBehavior.ACCEPT,
                                        Frame.ALPN))
                        .build();
        return new LoopbackServer(tls, answers);
    }

    Endpoint endpoint() {
        return new Endpoint(ADDRESS, ((InetSocketAddress) listener.localAddress()).getPort());
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** Answers each message before the next one. */
    private static final class Session extends SimpleChannelInboundHandler<ByteBuf> {

        private final Function<AgentMessage, ServerMessage> answers;

        Session(Function<AgentMessage, ServerMessage> answers) {
            this.answers = answers;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
            if (!bytes.isReadable()) {
                ctx.writeAndFlush(Unpooled.copyInt(0)); // a heartbeat
                return;
            }
            var frame = FrameFormat.read(ByteBufUtil.getBytes(bytes));
            var reply = answers.apply(MessageCodec.agentMessage(frame));
            ctx.writeAndFlush(
                    Unpooled.wrappedBuffer(
                            MessageCodec.encode(frame.lane(), frame.correlation(), reply)));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // the rehearsal then does not come to its end, and says what it missed
        }
    }
}

package dev.rollcall.simulator.bench;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.protocol.Frame;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/**
 * The baseline: full mutual TLS 1.3 by BoringSSL over Netty and epoll, the standard path
 * validation, and an echo of whatever comes. Run as a process of its own: {@code BareServer PORT
 * KEY.pem CHAIN.pem ROOT.pem}.
 */
public final class BareServer {

    private BareServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var key =
                EcKeys.privateKey(
                        Pem.decode("PRIVATE KEY", Files.readString(Path.of(arguments[1])))
                                .getFirst());
        var chain = Pem.certificates(Files.readString(Path.of(arguments[2])));
        var roots = Pem.certificates(Files.readString(Path.of(arguments[3])));
        var tls =
                SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                        .sslProvider(SslProvider.OPENSSL_REFCNT)
                        .protocols("TLSv1.3")
                        .clientAuth(ClientAuth.REQUIRE)
                        .trustManager(roots.toArray(X509Certificate[]::new))
                        .sessionCacheSize(0)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        Frame.ALPN))
                        .build();
        var loops = new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory());
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(io.netty.channel.ChannelOption.SO_BACKLOG, 8192)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                channel.pipeline()
                                        .addLast(tls.newHandler(channel.alloc()))
                                        .addLast(new Echo());
                            }
                        })
                .bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])))
                .sync();
        System.out.println("ready");
        Thread.currentThread().join();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}

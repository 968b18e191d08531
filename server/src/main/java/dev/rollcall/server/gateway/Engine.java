package dev.rollcall.server.gateway;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** What moves bytes and what speaks TLS: native code where it loads, the JDK elsewhere. */
record Engine(Transport transport, SslProvider tls) {

    /** How bytes are moved. */
    enum Transport {
        EPOLL,
        NIO;

        IoHandlerFactory ioHandlers() {
            return switch (this) {
                case EPOLL -> EpollIoHandler.newFactory();
                case NIO -> NioIoHandler.newFactory();
            };
        }

        Class<? extends ServerSocketChannel> channel() {
            return switch (this) {
                case EPOLL -> EpollServerSocketChannel.class;
                case NIO -> NioServerSocketChannel.class;
            };
        }
    }

    /**
     * The best that this machine has. {@code -Dio.netty.transport.noNative=true} and {@code
     * -Dio.netty.handler.ssl.noOpenSsl=true} do without.
     */
    static Engine ofThisMachine() {
        return new Engine(
                Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO,
                OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }
}

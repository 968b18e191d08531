package dev.rollcall.agent.connection;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * The event loops that sessions share, and the kind of channel that fits them.
 *
 * <p>An agent holds one connection and takes what the JDK has; whoever holds thousands brings loops
 * and a channel of its own, such as epoll's.
 */
public record Transport(EventLoopGroup loops, Class<? extends Channel> channel) {

    /** One loop on the JDK's selector, which a single session never fills. */
    public static Transport forOneSession() {
        var threads = new DefaultThreadFactory("session", true);
        return new Transport(
                new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory()),
                NioSocketChannel.class);
    }
}

package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.AgentMessage;
import dev.rollcall.common.protocol.Lane;
import dev.rollcall.common.protocol.ServerMessage;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One session with the server. Safe for use by many threads; replies arrive on the session's event
 * loop, where nothing may block.
 */
public final class ServerConnection implements AutoCloseable {

    private final Channel channel;
    private final CompletableFuture<Closed> closed;
    private final Instant authenticUntil;

    private ServerConnection(
            Channel channel, CompletableFuture<Closed> closed, Instant authenticUntil) {
        this.channel = channel;
        this.closed = closed;
        this.authenticUntil = authenticUntil;
    }

    /**
     * Connects, agrees TLS and the protocol; fails with {@link SessionEndedException}. Looking up
     * the host's name blocks, so the caller must be allowed to.
     *
     * @param unasked receives, on the event loop, what the server says without being asked
     */
    public static CompletableFuture<ServerConnection> connect(
            Transport transport,
            Endpoint server,
            SslContext tls,
            ConnectionOptions options,
            Consumer<ServerMessage> unasked) {
        var pipeline = new ConnectionPipeline(server, tls, options, unasked);
        var bootstrap =
                new Bootstrap()
                        .group(transport.loops())
                        .channel(transport.channel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(options.connect().toMillis()))
                        .handler(pipeline);
        // behind a proxy only the proxy may know the name
        var address =
                options.proxy().isPresent()
                        ? InetSocketAddress.createUnresolved(server.host(), server.port())
                        : new InetSocketAddress(server.host(), server.port());
        if (options.proxy().isPresent()) {
            bootstrap.resolver(NoopAddressResolverGroup.INSTANCE);
        } else if (address.isUnresolved()) {
            return CompletableFuture.failedFuture(
                    new SessionEndedException(
                            CloseReason.NETWORK, "no address for the name " + server.host()));
        }
        var opened = new CompletableFuture<ServerConnection>();
        var connecting = bootstrap.connect(address);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                opened.completeExceptionally(notOpened(Closing.reasonOf(done.cause()), options));
            }
        });
        var _ =
                pipeline.ready()
                        .thenRun(() ->
                                opened.complete(
                                        new ServerConnection(
                                                connecting.channel(),
                                                pipeline.closed(),
                                                pipeline.authenticUntil())));
        var _ =
                pipeline.closed()
                        .thenAccept(end -> opened.completeExceptionally(notOpened(end, options)));
        return opened;
    }

    /** Behind a proxy what fails before TLS is between us and the proxy. */
    private static SessionEndedException notOpened(Closed end, ConnectionOptions options) {
        var proxy = options.proxy();
        if (proxy.isPresent() && end.reason() == CloseReason.NETWORK) {
            var detail = "proxy " + proxy.get() + ": " + end.detail();
            return new SessionEndedException(new Closed(CloseReason.NETWORK, detail));
        }
        return new SessionEndedException(end);
    }

    /**
     * Says something and promises the reply. A lane that is busy refuses with an {@link
     * IllegalStateException}; a session that ends first with a {@link SessionEndedException}.
     */
    public CompletableFuture<ServerMessage> ask(Lane lane, AgentMessage message) {
        var reply = new CompletableFuture<ServerMessage>();
        channel.writeAndFlush(new Request(lane, message, reply))
                .addListener(written -> {
                    if (!written.isSuccess()) {
                        notWritten(reply, written.cause());
                    }
                });
        return reply;
    }

    /** What ended the session says more than that nothing can be written to it any more. */
    private void notWritten(CompletableFuture<ServerMessage> reply, Throwable cause) {
        if (reply.isDone()) {
            return; // a lane refused it, which ends nothing
        }
        if (!(cause instanceof ClosedChannelException)) {
            channel.pipeline().fireUserEventTriggered(Closing.reasonOf(cause));
        }
        var _ =
                closed.thenAccept(
                        end -> reply.completeExceptionally(new SessionEndedException(end)));
    }

    /** Changes the interval of the heartbeats, to one between ten seconds and an hour. */
    public void beat(Duration every) {
        channel.pipeline().fireUserEventTriggered(new HeartbeatEvery(every));
    }

    /** When the first of the certificates that the server showed ends. */
    public Instant authenticUntil() {
        return authenticUntil;
    }

    /** Done when the session has ended, never exceptionally. */
    public CompletableFuture<Closed> closed() {
        return closed;
    }

    /** Ends the session; {@link #closed()} says when it has. */
    @Override
    public void close() {
        channel.pipeline()
                .fireUserEventTriggered(new Closed(CloseReason.OURS, "closed by the agent"));
    }
}

package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.MalformedFrameException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that closes a session; the first reason given is the one that counts. */
final class Closing extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private final Lanes lanes;
    private final CompletableFuture<Closed> closed;
    private @Nullable Closed reason;

    Closing(Lanes lanes, CompletableFuture<Closed> closed) {
        this.lanes = lanes;
        this.closed = closed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Closed given) {
            close(ctx, given);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        close(ctx, reasonOf(failure));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        var end =
                reason == null
                        ? new Closed(CloseReason.PEER_CLOSED, "the server closed the session")
                        : reason;
        LOG.debug("session closed reason={} detail={}", end.reason().word(), end.detail());
        lanes.fail(end);
        closed.complete(end);
    }

    private void close(ChannelHandlerContext ctx, Closed given) {
        if (reason == null) {
            reason = given;
        }
        var _ = ctx.close();
    }

    static Closed reasonOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServerException untrusted) {
                return new Closed(
                        CloseReason.UNTRUSTED_SERVER, String.valueOf(untrusted.getMessage()));
            }
            if (cause instanceof MalformedFrameException
                    || cause instanceof TooLongFrameException) {
                return new Closed(CloseReason.MALFORMED, "no frame: " + cause.getMessage());
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return new Closed(CloseReason.TLS, "TLS: " + cause.getMessage());
            }
            if (cause instanceof ProxyConnectException) {
                return new Closed(CloseReason.NETWORK, said(String.valueOf(cause.getMessage())));
            }
        }
        if (failure instanceof IOException) {
            return new Closed(
                    CloseReason.NETWORK,
                    failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
        LOG.warn("session failed by an error of ours", failure);
        return new Closed(CloseReason.BUG, failure.toString());
    }

    /** Without the addresses that Netty puts before it. */
    private static String said(String byProxy) {
        var last = byProxy.substring(byProxy.lastIndexOf(", ") + 1).strip();
        return last.startsWith("status: ") ? "answers " + last.substring(8) : last;
    }
}

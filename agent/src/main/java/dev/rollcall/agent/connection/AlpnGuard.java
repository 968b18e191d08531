package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.Frame;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.CompletableFuture;

/** Lets the session begin once TLS stands and speaks our protocol; then it removes itself. */
final class AlpnGuard extends ChannelInboundHandlerAdapter {

    private final SslHandler tls;
    private final CompletableFuture<Void> ready;

    AlpnGuard(SslHandler tls, CompletableFuture<Void> ready) {
        this.tls = tls;
        this.ready = ready;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            if (Frame.ALPN.equals(tls.applicationProtocol())) {
                ctx.pipeline().remove(this);
                ready.complete(null);
            } else {
                ctx.fireUserEventTriggered(
                        new Closed(
                                CloseReason.WRONG_PROTOCOL,
                                "the server does not speak " + Frame.ALPN));
            }
        }
        super.userEventTriggered(ctx, event);
    }
}

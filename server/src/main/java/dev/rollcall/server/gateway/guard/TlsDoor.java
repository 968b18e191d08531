package dev.rollcall.server.gateway.guard;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.server.gateway.frame.CloseReason;
import dev.rollcall.server.gateway.frame.EndSession;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.CertificateEncodingException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Lets in who speaks {@code rollcall/1} and names its certificate; leaves the pipeline after the
 * handshake. The certificate is passed on as bytes: parsed by the TLS session, it would stay in
 * memory as long as the connection.
 */
public final class TlsDoor extends ChannelInboundHandlerAdapter {

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event)
            throws SSLPeerUnverifiedException, CertificateEncodingException {
        ctx.fireUserEventTriggered(event);
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            var tls = ctx.pipeline().get(SslHandler.class);
            if (Frame.ALPN.equals(tls.applicationProtocol())) {
                var leaf = tls.engine().getSession().getPeerCertificates()[0].getEncoded();
                ctx.fireUserEventTriggered(new PeerCertificate(Bytes.copyOf(leaf)));
                ctx.pipeline().remove(this);
            } else {
                ctx.fireUserEventTriggered(EndSession.because(CloseReason.WRONG_PROTOCOL));
            }
        }
    }
}

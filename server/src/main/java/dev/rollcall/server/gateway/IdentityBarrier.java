package dev.rollcall.server.gateway;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.server.gateway.frame.ReadGate;
import dev.rollcall.server.gateway.frame.ReadGate.Hold;
import dev.rollcall.server.gateway.guard.PeerCertificate;
import dev.rollcall.server.problem.ProblemCode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back what arrives while the certificate is looked up, reads no more meanwhile, then leaves
 * the pipeline.
 */
final class IdentityBarrier extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityBarrier.class);

    private final Identities identities;
    private final ReadGate gate;
    private final ArrayDeque<Object> early = new ArrayDeque<>(1);

    IdentityBarrier(Identities identities, ReadGate gate) {
        this.identities = identities;
        this.gate = gate;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event)
            throws CertificateException {
        if (event instanceof PeerCertificate(var der)) {
            gate.hold(ctx.channel(), Hold.IDENTITY_UNKNOWN);
            var _ =
                    identify(parse(der))
                            .whenCompleteAsync(
                                    (who, fault) -> admit(ctx, who, fault), ctx.executor());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    private CompletableFuture<Identified> identify(X509Certificate leaf) {
        try {
            return identities.identify(leaf);
        } catch (RuntimeException e) {
            // a boundary: one device's certificate must fail alone
            return CompletableFuture.failedFuture(e);
        }
    }

    private void admit(
            ChannelHandlerContext ctx, @Nullable Identified who, @Nullable Throwable fault) {
        if (ctx.isRemoved()) {
            return;
        }
        if (who == null) {
            LOG.error(
                    "a device could not be looked up channel={}",
                    ctx.channel().id().asShortText(),
                    fault);
        }
        ctx.fireUserEventTriggered(
                who == null ? new Identified.Unwelcome(ProblemCode.INTERNAL) : who);
        ctx.pipeline().remove(this);
        gate.release(ctx.channel(), Hold.IDENTITY_UNKNOWN);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        early.add(bytes);
    }

    /** Also when the connection ended first: then nobody behind listens any more. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        for (var bytes = early.poll(); bytes != null; bytes = early.poll()) {
            if (ctx.channel().isActive()) {
                ctx.fireChannelRead(bytes);
            } else {
                ReferenceCountUtil.release(bytes);
            }
        }
    }

    private static X509Certificate parse(Bytes der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der.toArray()));
    }
}

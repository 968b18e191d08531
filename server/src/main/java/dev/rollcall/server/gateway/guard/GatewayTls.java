package dev.rollcall.server.gateway.guard;

import dev.rollcall.common.protocol.Frame;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * The TLS of the gateway: 1.3 only, a client certificate required, no resumption; BoringSSL where
 * it loads, the JDK's elsewhere, which resumes within a second what it cannot be told not to.
 *
 * @param key of the server
 * @param chain its certificate first
 * @param devices judges chain and key of device certificates, and nothing that should be told in
 *     words
 */
public record GatewayTls(PrivateKey key, List<X509Certificate> chain, X509TrustManager devices) {

    public GatewayTls {
        chain = List.copyOf(chain);
    }

    public SslContext context() {
        return context(OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }

    public SslContext context(SslProvider provider) {
        try {
            var context =
                    SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
                            .sslProvider(provider)
                            .protocols("TLSv1.3")
                            .clientAuth(ClientAuth.REQUIRE)
                            .trustManager(
                                    provider == SslProvider.JDK
                                            ? devices
                                            : new AlertingTrust(devices))
                            .applicationProtocolConfig(
                                    new ApplicationProtocolConfig(
                                            Protocol.ALPN,
                                            SelectorFailureBehavior.NO_ADVERTISE,
                                            SelectedListenerFailureBehavior.ACCEPT,
                                            Frame.ALPN))
                            .build();
            // nothing to resume: every session begins with a certificate that is looked up
            context.sessionContext().setSessionCacheSize(1);
            context.sessionContext().setSessionTimeout(1);
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS key or chain cannot be used", e);
        }
    }

    /** The TLS of one connection, which gives no ticket to resume its session with. */
    public static SslHandler handler(SslContext context, ByteBufAllocator buffers) {
        var handler = context.newHandler(buffers);
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine boringSsl) {
            SSL.setOptions(boringSsl.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
        return handler;
    }
}

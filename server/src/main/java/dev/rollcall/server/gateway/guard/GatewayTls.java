package dev.rollcall.server.gateway.guard;

import dev.rollcall.common.protocol.Frame;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * The TLS of the gateway: 1.3 only, a client certificate required, no resumption.
 *
 * @param key of the server
 * @param chain its certificate first
 * @param devices judges chain and key of device certificates, and nothing that should be told in
 *     words
 */
public record GatewayTls(PrivateKey key, List<X509Certificate> chain, X509TrustManager devices) {

    private static final int TOO_LONG_FOR_TICKETS = (int) Duration.ofDays(8).toSeconds();

    public GatewayTls {
        chain = List.copyOf(chain);
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
            // nothing to resume: every session begins with a certificate and proof of its key;
            // the JDK gives no ticket that would hold longer than seven days (RFC 8446, 4.6.1)
            context.sessionContext().setSessionCacheSize(1);
            context.sessionContext().setSessionTimeout(TOO_LONG_FOR_TICKETS);
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS key or chain cannot be used", e);
        }
    }

    /** TLS of one connection, which ends with it. */
    public static SslHandler handler(SslContext context, ByteBufAllocator allocator) {
        var handler = context.newHandler(allocator);
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine boring) {
            // Netty takes this off again for each engine that speaks TLS 1.3
            SSL.setOptions(boring.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
        return handler;
    }
}

package dev.rollcall.agent.connection;

import dev.rollcall.common.protocol.Frame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS of a session: version 1.3, our certificate, our protocol, and our own judgement of the
 * server.
 */
public final class SessionTls {

    private SessionTls() {}

    /** The context of a device. @param chain the device's certificate first, the root left out */
    public static SslContext of(
            SslProvider provider,
            PrivateKey key,
            List<X509Certificate> chain,
            X509ExtendedTrustManager trust) {
        var alpn =
                new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        Frame.ALPN);
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .protocols("TLSv1.3")
                    .keyManager(new OwnCertificate(key, chain))
                    .trustManager(trust)
                    .applicationProtocolConfig(alpn)
                    // the trust manager compares the host itself, address literals included
                    .endpointIdentificationAlgorithm(null)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("could not prepare TLS", e);
        }
    }
}

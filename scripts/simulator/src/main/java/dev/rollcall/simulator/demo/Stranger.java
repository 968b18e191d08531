package dev.rollcall.simulator.demo;

import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.protocol.CheckIn;
import dev.rollcall.common.protocol.Frame;
import dev.rollcall.common.protocol.Lane;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody who is no device of ours and tries to check in. */
final class Stranger {

    private Stranger() {}

    /** Without any certificate. @return what the server answered; empty when it just closed */
    static Optional<String> withoutCertificate(int gatewayPort) throws IOException {
        return checkIn(gatewayPort, context(Optional.empty(), List.of()));
    }

    /**
     * With a certificate that names one of our devices, made by a certificate authority of its own.
     */
    static Optional<String> withForeignAuthority(int gatewayPort) throws IOException {
        var authority = EcKeys.generate();
        var device = EcKeys.generate();
        try {
            var now = Instant.now();
            var certificate =
                    new JcaX509v3CertificateBuilder(
                                    new X500Name("CN=Somebody's own authority"),
                                    BigInteger.TWO,
                                    Date.from(now.minusSeconds(60)),
                                    Date.from(now.plusSeconds(86_400)),
                                    new X500Name("CN=device"),
                                    device.getPublic())
                            .build(
                                    new JcaContentSignerBuilder("SHA256withECDSA")
                                            .build(authority.getPrivate()));
            var chain = List.of(new JcaX509CertificateConverter().getCertificate(certificate));
            return checkIn(gatewayPort, context(Optional.of(device.getPrivate()), chain));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SslContext context(Optional<PrivateKey> key, List<X509Certificate> chain)
            throws IOException {
        var builder =
                SslContextBuilder.forClient()
                        .protocols("TLSv1.3")
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .applicationProtocolConfig(
                                new ApplicationProtocolConfig(
                                        ApplicationProtocolConfig.Protocol.ALPN,
                                        ApplicationProtocolConfig.SelectorFailureBehavior
                                                .NO_ADVERTISE,
                                        ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                                .ACCEPT,
                                        Frame.ALPN));
        key.ifPresent(k -> builder.keyManager(k, chain.toArray(X509Certificate[]::new)));
        return builder.build();
    }

    private static Optional<String> checkIn(int port, SslContext tls) {
        var transport = Transport.forOneSession();
        try (var session =
                ServerConnection.connect(
                                transport,
                                new Endpoint("127.0.0.1", port),
                                tls,
                                ConnectionOptions.defaults(),
                                unasked -> {})
                        .get(10, TimeUnit.SECONDS)) {
            var hello =
                    new CheckIn(
                            "boot",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            Optional.empty());
            return Optional.of(
                    session.ask(Lane.CONTROL, hello).get(10, TimeUnit.SECONDS).toString());
        } catch (ExecutionException e) {
            // the server closed: what a stranger should see
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            return Optional.of("the session stayed open");
        } finally {
            transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}

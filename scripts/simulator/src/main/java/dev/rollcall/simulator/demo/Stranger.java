package dev.rollcall.simulator.demo;

import dev.rollcall.agent.connection.CloseReason;
import dev.rollcall.agent.connection.ConnectionOptions;
import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerConnection;
import dev.rollcall.agent.connection.SessionEndedException;
import dev.rollcall.agent.connection.Transport;
import dev.rollcall.agent.enrollment.Identity;
import dev.rollcall.common.pki.DeviceIdentity;
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
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Somebody who is no device of ours and tries to check in. */
final class Stranger {

    private static final Pattern ALERT = Pattern.compile("ALERT_([A-Z_]+)");

    private Stranger() {}

    /** How trying to check in ended. */
    sealed interface Ending {

        /** The server spoke to us. */
        record Answered(String what) implements Ending {}

        /** The session never came to be, or ended without an answer. */
        record Ended(CloseReason reason, String detail) implements Ending {

            /**
             * Whether it was the server that would have none of our certificate. In TLS 1.3 a
             * client learns of it late: the end may overtake the alert that says so.
             */
            boolean refused() {
                return reason == CloseReason.TLS || reason == CloseReason.PEER_CLOSED;
            }

            /** In words: the TLS library names an alert like TLSV1_ALERT_UNKNOWN_CA. */
            @Override
            public String toString() {
                var alert = ALERT.matcher(detail);
                return alert.find()
                        ? "TLS alert \"%s\""
                                .formatted(
                                        alert.group(1).toLowerCase(Locale.ROOT).replace('_', ' '))
                        : "the server closed the connection";
            }
        }
    }

    /** With the identity that the server gave: what the others are compared with. */
    static Ending withOwnCertificate(int gatewayPort, Identity device) throws IOException {
        return checkIn(gatewayPort, context(Optional.of(device.key()), device.chain()));
    }

    /** Without any certificate. */
    static Ending withoutCertificate(int gatewayPort) throws IOException {
        return checkIn(gatewayPort, context(Optional.empty(), List.of()));
    }

    /** With a certificate that names a device of ours, made by an authority of its own. */
    static Ending withForeignAuthority(int gatewayPort, Identity claimed) throws IOException {
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
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(
                                            new GeneralName(
                                                    GeneralName.uniformResourceIdentifier,
                                                    new DeviceIdentity(
                                                                    claimed.district(),
                                                                    claimed.enrollment())
                                                            .toUri())))
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
        key.ifPresent(
                k -> builder.keyManager(new Insistent(k, chain.toArray(X509Certificate[]::new))));
        return builder.build();
    }

    /** Shows its certificate also to a server that asks for those of another authority. */
    private static final class Insistent extends X509ExtendedKeyManager {

        private static final String ALIAS = "device";

        private final PrivateKey key;
        private final X509Certificate[] chain;

        Insistent(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new IllegalStateException("a client only");
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private static Ending checkIn(int port, SslContext tls) {
        var transport = Transport.forOneSession();
        try (var session =
                ServerConnection.connect(
                                transport,
                                new Endpoint("127.0.0.1", port),
                                tls,
                                ConnectionOptions.defaults(),
                                unasked -> {})
                        .get(10, TimeUnit.SECONDS)) {
            var hello = CheckIn.bare("boot");
            return new Ending.Answered(
                    session.ask(Lane.CONTROL, hello).get(10, TimeUnit.SECONDS).toString());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SessionEndedException ended) {
                return new Ending.Ended(ended.reason(), ended.detail());
            }
            throw new IllegalStateException("the attempt failed by itself: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            return new Ending.Answered("nothing, and the session stayed open");
        } finally {
            transport.loops().shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}

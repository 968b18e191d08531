package dev.rollcall.server.http;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS 1.3, and 1.2 with forward secrecy and authenticated encryption only, which clients of EST
 * still speak.
 */
final class Tls {

    private static final char[] IN_MEMORY = "in memory".toCharArray();

    private Tls() {}

    static SslContextFactory.Server factory(TlsMaterial material) {
        // in TLS 1.2 a client could ask for handshake after handshake on one connection, each of
        // which costs us more than it; the JDK looks at this when it shakes hands first, and says
        // no by an alert, where Jetty would close the connection as if all were well
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        var factory = new SslContextFactory.Server();
        factory.setSslContext(context(material));
        factory.setWantClientAuth(true);
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setExcludeCipherSuites();
        factory.setIncludeCipherSuites(
                "TLS_AES_256_GCM_SHA384",
                "TLS_AES_128_GCM_SHA256",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        factory.setRenegotiationAllowed(true);
        factory.setRenegotiationLimit(1);
        factory.setSniRequired(false);
        return factory;
    }

    private static SSLContext context(TlsMaterial material) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server",
                    material.key(),
                    IN_MEMORY,
                    material.chain().toArray(X509Certificate[]::new));
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, IN_MEMORY);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), new TrustManager[] {new JudgedByTheRoute()}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the TLS key and its chain cannot be used", e);
        }
    }

    /**
     * Lets every client certificate in: TLS has proved only that the client holds its key. Whether
     * it means anything is judged by the route, which can say why not.
     */
    private static final class JudgedByTheRoute extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            throw notAClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            throw notAClient();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind)
                throws CertificateException {
            throw notAClient();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }

        private static CertificateException notAClient() {
            return new CertificateException("this side is the server");
        }
    }
}

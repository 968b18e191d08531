package dev.rollcall.server.cli.client;

import dev.rollcall.common.json.Digest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts one certificate authority, named by the SHA-256 of its certificate, which the server sends
 * with its chain. Path, times and host name are then checked as always.
 */
final class PinnedTrust extends X509ExtendedTrustManager {

    private final Digest pin;

    private PinnedTrust(Digest pin) {
        this.pin = pin;
    }

    static SSLContext context(Digest pin) {
        return context(new PinnedTrust(pin));
    }

    /** The fingerprint of the root that a server shows; nothing is said to it before. */
    static Digest shownBy(URI server) throws IOException {
        var seen = new Looking();
        int port = server.getPort() < 0 ? 443 : server.getPort();
        try (var socket =
                (SSLSocket) context(seen).getSocketFactory().createSocket(server.getHost(), port)) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
        }
        return seen.root
                .map(PinnedTrust::fingerprint)
                .orElseThrow(() -> new IOException("the server showed no certificate"));
    }

    private static SSLContext context(TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {trust}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this runtime has no TLS 1.3", e);
        }
    }

    private static Digest fingerprint(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without bytes", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        pinned(chain).checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        pinned(chain).checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("a connection is needed to check the host name");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private X509ExtendedTrustManager pinned(X509Certificate[] chain) throws CertificateException {
        var root =
                Arrays.stream(chain)
                        .filter(certificate -> fingerprint(certificate).equals(pin))
                        .findFirst()
                        .orElseThrow(() ->
                                new CertificateException(
                                        "the server does not show the certificate authority "
                                                + pin));
        try {
            var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            anchors.setCertificateEntry("root", root);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("check the chain", e);
        }
    }

    /** Notes the last certificate of the chain and lets the handshake end; no data is exchanged. */
    private static final class Looking extends X509ExtendedTrustManager {

        private Optional<X509Certificate> root = Optional.empty();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            root = Optional.of(chain[chain.length - 1]);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

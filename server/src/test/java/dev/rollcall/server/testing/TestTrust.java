package dev.rollcall.server.testing;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS of clients that believe any server: who the server is, is proven elsewhere. */
public final class TestTrust {

    private static final char[] NO_PASSWORD = new char[0];

    private TestTrust() {}

    public static SSLContext everyone() {
        return context(new KeyManager[0]);
    }

    /** With a certificate to show. */
    public static SSLContext everyone(PrivateKey key, List<X509Certificate> chain) {
        try {
            var shown = KeyStore.getInstance(KeyStore.getDefaultType());
            shown.load(null, null);
            shown.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(new X509Certificate[0]));
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(shown, NO_PASSWORD);
            return context(keys.getKeyManagers());
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyManager[] keys) {
        try {
            var tls = SSLContext.getInstance("TLSv1.3");
            tls.init(keys, new TrustManager[] {new Everyone()}, null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Everyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.ServerTrust;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Judges a server as the agent does, and remembers what it showed. For one connection. */
final class ShownChain extends X509ExtendedTrustManager {

    private final ServerTrust trust;
    private final String host;
    private volatile List<X509Certificate> chain = List.of();
    private volatile boolean refused;

    ShownChain(ServerTrust trust, String host) {
        this.trust = trust;
        this.host = host;
    }

    /** The server's certificate first; empty where it showed none. */
    List<X509Certificate> chain() {
        return chain;
    }

    boolean refused() {
        return refused;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType)
            throws CertificateException {
        chain = List.of(shown);
        refused = true;
        trust.check(chain, host);
        refused = false;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(shown, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(shown, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType)
            throws CertificateException {
        throw new CertificateException("a doctor has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(shown, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] shown, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(shown, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.UntrustedServerException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts a server never met before by the fingerprint of the root at the end of its chain. */
final class FirstTrust extends X509ExtendedTrustManager {

    private final Fingerprint fingerprint;
    private final InstantSource floor;

    FirstTrust(Fingerprint fingerprint, InstantSource floor) {
        this.fingerprint = fingerprint;
        this.floor = floor;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        trusting(chain).checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        trusting(chain).checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        trusting(chain).checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("an agent has no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private ServerTrust trusting(X509Certificate[] chain) throws CertificateException {
        List<X509Certificate> roots = Stream.of(chain).filter(fingerprint::isOf).toList();
        if (roots.isEmpty()) {
            throw new UntrustedServerException(
                    "no certificate of its chain has the fingerprint given; the last was issued by \""
                            + chain[chain.length - 1].getIssuerX500Principal().getName()
                            + "\"");
        }
        return new ServerTrust(() -> roots, floor);
    }
}

package dev.rollcall.server.gateway.guard;

import io.netty.handler.ssl.OpenSslCertificateException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Lets BoringSSL say {@code unknown_ca} of a certificate that is none of ours, and {@code
 * bad_certificate} of one that cannot be read, where it would say {@code internal_error}, which
 * sends a technician looking for a fault of the server.
 */
final class AlertingTrust extends X509ExtendedTrustManager {

    /** X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY. */
    private static final int NO_ISSUER = 20;

    /** X509_V_ERR_CERT_REJECTED. */
    private static final int REJECTED = 28;

    private final X509TrustManager devices;

    AlertingTrust(X509TrustManager devices) {
        this.devices = devices;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        try {
            devices.checkClientTrusted(chain, authType);
        } catch (CertificateException e) {
            throw new OpenSslCertificateException(e, NO_ISSUER);
        } catch (IllegalStateException e) {
            // Netty parses a certificate when it is first looked at
            throw new OpenSslCertificateException(e, REJECTED);
        }
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
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        devices.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return devices.getAcceptedIssuers();
    }
}

package dev.rollcall.server.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets into TLS whoever proves the key of a device certificate of ours, expired and revoked ones
 * too: a TLS 1.3 client could not tell those refusals apart, so they are answered in words later.
 *
 * <p>Safe for use by many threads.
 */
public final class DeviceTrust extends X509ExtendedTrustManager {

    private final Supplier<DeviceCertificates> recognized;

    /**
     * @param recognized asked at each handshake, because a district may be added meanwhile
     */
    public DeviceTrust(Supplier<DeviceCertificates> recognized) {
        this.recognized = recognized;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        if (chain.length == 0 || recognized.get().recognize(chain[0]).isEmpty()) {
            throw new CertificateException("not a device certificate of this installation");
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
        throw new CertificateException("this trust is for clients only");
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
        return recognized.get().issuing().toArray(new X509Certificate[0]);
    }
}

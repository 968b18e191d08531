package dev.rollcall.agent.connection;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts a server whose chain leads to a pinned root, that may serve, and that is the host we
 * meant.
 *
 * <p>Validity is judged by the time floor: a certificate is too old only if it ended before the
 * latest time that is certain, and none is too young, so that a laptop whose clock says 1970 or
 * 2040 still connects. Names and usage are checked here and not by the caller.
 */
public final class ServerTrust extends X509ExtendedTrustManager {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final Supplier<List<X509Certificate>> roots;
    private final InstantSource floor;

    /**
     * @param roots that count now; asked at each handshake, since a trust bundle may bring others
     */
    public ServerTrust(Supplier<List<X509Certificate>> roots, InstantSource floor) {
        this.roots = roots;
        this.floor = floor;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(List.of(chain), String.valueOf(engine.getPeerHost()));
    }

    /** Whether this chain may speak for this host. */
    public void check(List<X509Certificate> chain, String host) throws UntrustedServerException {
        var server = chain.getFirst();
        verifyPath(chain);
        if (!serves(server)) {
            throw new UntrustedServerException("the certificate is not one of a server");
        }
        if (!HostNames.matches(server, host)) {
            throw new UntrustedServerException("the certificate is not for the host " + host);
        }
    }

    private void verifyPath(List<X509Certificate> chain) throws UntrustedServerException {
        var pinned = roots.get();
        var path = chain.stream().takeWhile(c -> !pinned.contains(c)).toList();
        if (path.isEmpty()) {
            throw new UntrustedServerException("a root certificate is no certificate of a server");
        }
        var end = path.stream().map(c -> c.getNotAfter().toInstant()).min(Instant::compareTo);
        var now = floor.instant();
        if (end.orElseThrow().isBefore(now)) {
            throw new UntrustedServerException("the certificate expired on " + end.orElseThrow());
        }
        try {
            var anchors =
                    pinned.stream()
                            .map(root -> new TrustAnchor(root, null))
                            .collect(Collectors.toUnmodifiableSet());
            validate(path, anchors, judgedAt(path, now));
        } catch (CertPathValidatorException e) {
            throw new UntrustedServerException(
                    e.getReason() == PKIXReason.NO_TRUST_ANCHOR
                            ? "its chain leads to no pinned root; it was issued by \""
                                    + issuer(chain)
                                    + "\": a filter may be inspecting TLS on the way"
                            : "its chain does not hold: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new UntrustedServerException("its chain cannot be verified: " + e.getMessage());
        }
    }

    private static void validate(
            List<X509Certificate> path, Set<TrustAnchor> anchors, Instant judgedAt)
            throws GeneralSecurityException {
        if (anchors.isEmpty()) {
            throw new GeneralSecurityException("no root is pinned");
        }
        var parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(judgedAt));
        var certificates = CertificateFactory.getInstance("X.509").generateCertPath(path);
        CertPathValidator.getInstance("PKIX").validate(certificates, parameters);
    }

    /** The floor, or the moment at which the youngest certificate begins. */
    private static Instant judgedAt(List<X509Certificate> path, Instant floor) {
        return path.stream()
                .map(c -> c.getNotBefore().toInstant())
                .reduce(floor, (a, b) -> a.isAfter(b) ? a : b);
    }

    private static boolean serves(X509Certificate certificate) throws UntrustedServerException {
        try {
            var usage = certificate.getExtendedKeyUsage();
            return usage != null && usage.contains(SERVER_AUTH);
        } catch (CertificateException e) {
            throw new UntrustedServerException("the certificate's usage cannot be read");
        }
    }

    private static String issuer(List<X509Certificate> chain) {
        var name = chain.getLast().getIssuerX500Principal().getName();
        return name.length() <= 200 ? name : name.substring(0, 200);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new UntrustedServerException("only engines know the host they mean");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new UntrustedServerException("only engines know the host they mean");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("an agent has no clients");
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
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

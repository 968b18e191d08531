package dev.rollcall.agent.enrollment;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The bodies of EST (RFC 7030): base64 of PKCS#10, and of PKCS#7 that holds only certificates. */
final class EstMessages {

    private EstMessages() {}

    static String request(byte[] pkcs10) {
        return Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encodeToString(pkcs10);
    }

    /** In no order that means anything. */
    static List<X509Certificate> certificates(byte[] body) throws EnrollmentException {
        try {
            var der =
                    Base64.getMimeDecoder()
                            .decode(new String(body, StandardCharsets.US_ASCII).strip());
            var read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(der));
            var certificates = new ArrayList<X509Certificate>();
            for (var certificate : read) {
                certificates.add((X509Certificate) certificate);
            }
            return certificates;
        } catch (CertificateException | IllegalArgumentException e) {
            throw EnrollmentException.server("what it answered holds no certificates");
        }
    }
}

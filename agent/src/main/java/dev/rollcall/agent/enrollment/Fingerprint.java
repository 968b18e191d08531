package dev.rollcall.agent.enrollment;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Pem;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;

/** Names a root certificate: the SHA-256 of its DER form. */
public record Fingerprint(Digest digest) {

    /** Reads 64 hexadecimal characters, with or without colons. */
    public static Fingerprint parse(String text) {
        var hex = text.strip().replace(":", "").toLowerCase(Locale.ROOT);
        try {
            return new Fingerprint(new Digest(hex));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "64 hexadecimal characters expected, as the server's administrator shows them",
                    e);
        }
    }

    /** Of the first certificate in a text; empty where there is none. */
    static Optional<Fingerprint> ofPem(String text) {
        return Pem.decode("CERTIFICATE", text).stream()
                .findFirst()
                .map(der -> new Fingerprint(Digest.of(der)));
    }

    boolean isOf(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded()).equals(digest);
        } catch (CertificateEncodingException e) {
            // without an encoding it is nobody's
            return false;
        }
    }
}

package dev.rollcall.agent.enrollment;

import dev.rollcall.common.json.Digest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Locale;

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

    boolean isOf(X509Certificate certificate) {
        try {
            return Digest.of(certificate.getEncoded()).equals(digest);
        } catch (CertificateEncodingException e) {
            // without an encoding it is nobody's
            return false;
        }
    }
}

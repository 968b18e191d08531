package dev.rollcall.common.pki;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Textual encodings (RFC 7468). */
public final class Pem {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    public static String encode(String label, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** The bytes of every block with this label, in order. */
    public static List<byte[]> decode(String label, String text) {
        var found = new ArrayList<byte[]>();
        var match = BLOCK.matcher(text);
        while (match.find()) {
            if (match.group(1).equals(label)) {
                found.add(Base64.getMimeDecoder().decode(match.group(2)));
            }
        }
        return found;
    }

    public static String encode(X509Certificate certificate) {
        try {
            return encode("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }

    /**
     * Every certificate in the text, in order; text that holds a broken one is an {@link
     * IllegalArgumentException}.
     */
    public static List<X509Certificate> certificates(String text) {
        return decode("CERTIFICATE", text).stream().map(Pem::certificate).toList();
    }

    /** From DER. */
    public static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("not an X.509 certificate", e);
        }
    }
}

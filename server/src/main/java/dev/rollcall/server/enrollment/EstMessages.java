package dev.rollcall.server.enrollment;

import dev.rollcall.common.pki.CertificateRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** What EST (RFC 7030, RFC 8951) sends and receives, as bytes. Pure. */
final class EstMessages {

    static final String CERTIFICATES = "application/pkcs7-mime; smime-type=certs-only";
    static final String ATTRIBUTES = "application/csrattrs";
    static final String REQUEST = "application/pkcs10";

    /** Base64 and its line ends take at most half as much again. */
    static final int MAX_REQUEST = CertificateRequest.MAX_BYTES * 3 / 2;

    private static final int LINE = 64;

    private EstMessages() {}

    /**
     * A certs-only PKCS#7 in base64 lines. The order is kept, which DER would not do: tools take
     * the first certificate for the device's.
     */
    static byte[] certificates(List<X509Certificate> certificates) {
        try {
            var bag = new CMSSignedDataGenerator();
            bag.addCertificates(new JcaCertStore(certificates));
            var der = bag.generate(new CMSAbsentContent()).getEncoded(ASN1Encoding.DL);
            return base64(der);
        } catch (CMSException | CertificateEncodingException | IOException e) {
            throw new IllegalStateException("could not bag certificates", e);
        }
    }

    /**
     * What a request should look like (RFC 7030 section 4.5, RFC 9908): a key on P-256, signed with
     * ECDSA and SHA-256, and the machine's serial number in the subject (X.520, 2.5.4.5).
     */
    static byte[] attributes() {
        var curve =
                new Attribute(
                        X9ObjectIdentifiers.id_ecPublicKey,
                        new DERSet(SECObjectIdentifiers.secp256r1));
        try {
            return base64(
                    new DERSequence(
                                    new ASN1Encodable[] {
                                        X9ObjectIdentifiers.ecdsa_with_SHA256,
                                        curve,
                                        BCStyle.SERIALNUMBER
                                    })
                            .getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("could not write the attributes", e);
        }
    }

    /** In lines, each with its end: openssl does not read a last line without one. */
    private static byte[] base64(byte[] der) {
        var lines = Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'}).encodeToString(der);
        return (lines + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The DER of a request body: base64 in lines of any length; empty for anything else. */
    static Optional<byte[]> request(byte[] body) {
        var text = new String(body, StandardCharsets.US_ASCII).replaceAll("[\\r\\n\\t ]", "");
        try {
            var der = Base64.getDecoder().decode(text);
            return der.length == 0 ? Optional.empty() : Optional.of(der);
        } catch (IllegalArgumentException e) {
            // not base64: the caller says so
            return Optional.empty();
        }
    }

    /** The password of HTTP Basic credentials (RFC 7617); the user name does not matter. */
    static Optional<String> password(Optional<String> authorization) {
        return authorization
                .filter(a -> a.regionMatches(true, 0, "Basic ", 0, 6))
                .flatMap(a -> decoded(a.substring(6).strip()))
                .filter(pair -> pair.indexOf(':') >= 0)
                .map(pair -> pair.substring(pair.indexOf(':') + 1));
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(
                    new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // credentials that cannot be read are none
            return Optional.empty();
        }
    }
}

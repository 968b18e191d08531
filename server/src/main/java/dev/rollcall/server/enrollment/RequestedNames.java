package dev.rollcall.server.enrollment;

import dev.rollcall.common.inventory.SerialNumbers;
import dev.rollcall.server.storage.PlainText;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * What a certificate request asks for beside its key. The server alone decides what a device is
 * called, so a request may name what it would be given anyway, or nothing; to give something else
 * than was asked for would leave the device with a certificate that it did not want (RFC 7030
 * section 4.2.1). The one exception is the serial number of the machine, which is asked for and
 * only told to who decides. Pure.
 */
final class RequestedNames {

    private static final String BAD_SERIAL =
            "the certificate request claims a serial number that is not one line of up to 120"
                    + " printable characters";

    /** What clients write that must write something. */
    private static final X500Name PLACEHOLDER = new X500Name("CN=device");

    private RequestedNames() {}

    /**
     * Says what of the request would not be given.
     *
     * @param csr PKCS#10 in DER that proved its key
     * @param current the certificate that is renewed, whose names a request repeats (RFC 7030
     *     section 4.2.2); empty when a device joins
     * @return a sentence; empty when there is nothing to object to
     */
    static Optional<String> objection(byte[] csr, Optional<X509Certificate> current) {
        try {
            var request = new PKCS10CertificationRequest(csr);
            return subject(request.getSubject(), current)
                    .or(() ->
                            Arrays.stream(request.getAttributes())
                                    .flatMap(a -> attribute(a, current).stream())
                                    .findFirst());
        } catch (IOException | RuntimeException e) {
            // hostile bytes: Bouncy Castle answers some with unchecked exceptions
            return Optional.of("the certificate request has attributes that cannot be read");
        }
    }

    /**
     * The serial number of the machine, which a subject may claim (X.520, 2.5.4.5): text from
     * whoever asks, plain and bounded, as it is compared and kept.
     *
     * @param csr PKCS#10 in DER to which there is no {@link #objection}
     */
    static Optional<String> claimedSerial(byte[] csr) {
        try {
            return serials(new PKCS10CertificationRequest(csr).getSubject())
                    .findFirst()
                    .flatMap(RequestedNames::plain);
        } catch (IOException | RuntimeException e) {
            // hostile bytes claim nothing
            return Optional.empty();
        }
    }

    private static Stream<RDN> serials(X500Name subject) {
        return Arrays.stream(subject.getRDNs()).filter(RequestedNames::isSerial);
    }

    private static boolean isSerial(RDN rdn) {
        return !rdn.isMultiValued() && rdn.getFirst().getType().equals(BCStyle.SERIALNUMBER);
    }

    /** Empty where it is no plain text. */
    private static Optional<String> plain(RDN serial) {
        if (!(serial.getFirst().getValue() instanceof ASN1String string)) {
            return Optional.empty();
        }
        var normal = SerialNumbers.normal(string.getString());
        return Optional.of(PlainText.line(normal, SerialNumbers.LONGEST))
                .filter(line -> line.equals(normal) && !line.isEmpty());
    }

    private static Optional<String> subject(X500Name asked, Optional<X509Certificate> current) {
        var serials = serials(asked).toList();
        if (serials.size() > 1 || !serials.stream().allMatch(s -> plain(s).isPresent())) {
            return Optional.of(BAD_SERIAL);
        }
        var subject =
                new X500Name(
                        Arrays.stream(asked.getRDNs())
                                .filter(rdn -> !isSerial(rdn))
                                .toArray(RDN[]::new));
        boolean ours =
                subject.getRDNs().length == 0
                        || subject.equals(PLACEHOLDER)
                        || current.map(RequestedNames::subject).equals(Optional.of(asked));
        return ours
                ? Optional.empty()
                : Optional.of(
                        "the certificate request names a subject, which the server decides: leave it"
                                + " empty, or say "
                                + PLACEHOLDER);
    }

    private static Optional<String> attribute(
            Attribute attribute, Optional<X509Certificate> current) {
        if (current.isPresent() && isChallenge(attribute)) {
            // who returns signs a nonce with it, and what is given is the same
            return Optional.empty();
        }
        if (!attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
            return Optional.of(
                    "the certificate request has an attribute that is not supported: "
                            + attribute.getAttrType().getId());
        }
        return Arrays.stream(attribute.getAttributeValues())
                .map(Extensions::getInstance)
                .flatMap(extensions ->
                        Arrays.stream(extensions.getExtensionOIDs()).map(extensions::getExtension))
                .filter(extension -> !isGiven(extension, current))
                .findFirst()
                .map(extension ->
                        "the certificate request asks for an extension that is not given: "
                                + extension.getExtnId().getId());
    }

    private static boolean isChallenge(Attribute attribute) {
        return attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_challengePassword);
    }

    private static boolean isGiven(Extension extension, Optional<X509Certificate> current) {
        ASN1ObjectIdentifier id = extension.getExtnId();
        if (id.equals(Extension.keyUsage)) {
            return same(extension, new KeyUsage(KeyUsage.digitalSignature));
        }
        if (id.equals(Extension.extendedKeyUsage)) {
            return same(extension, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        }
        return id.equals(Extension.subjectAlternativeName)
                && current.map(c -> c.getExtensionValue(id.getId()))
                        .filter(value -> Arrays.equals(value, octets(extension)))
                        .isPresent();
    }

    private static boolean same(Extension extension, org.bouncycastle.asn1.ASN1Object given) {
        try {
            return Arrays.equals(
                    extension.getExtnValue().getOctets(), given.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("could not encode an extension", e);
        }
    }

    private static byte[] octets(Extension extension) {
        try {
            return extension.getExtnValue().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("could not encode an extension", e);
        }
    }

    private static X500Name subject(X509Certificate certificate) {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }
}

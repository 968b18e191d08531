package dev.rollcall.common.pki;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * A PKCS#10 request (RFC 2986), and the key that it proves; what else it asks for is not judged.
 */
public final class CertificateRequest {

    /** Ours has about 250; a request with a long name and many attributes has 2,000. */
    public static final int MAX_BYTES = 8_192;

    private CertificateRequest() {}

    /** DER, signed with the pair's private key, subject {@code CN=device}. */
    public static byte[] make(KeyPair pair) {
        return make(pair, Optional.empty());
    }

    /**
     * Likewise, and claiming the serial number of the machine (X.520, 2.5.4.5): who decides about
     * the request is told it, and the certificate does not have it.
     */
    public static byte[] make(KeyPair pair, Optional<String> serial) {
        return make(pair, serial, Optional.empty());
    }

    /**
     * Likewise, with a challenge password (PKCS#9, RFC 2985) that the signature covers.
     *
     * @param challenge of letters, digits and {@code +/=}
     */
    public static byte[] make(KeyPair pair, String challenge) {
        return make(pair, Optional.empty(), Optional.of(challenge));
    }

    private static byte[] make(KeyPair pair, Optional<String> serial, Optional<String> challenge) {
        var subject = new X500NameBuilder().addRDN(BCStyle.CN, "device");
        serial.ifPresent(text -> subject.addRDN(BCStyle.SERIALNUMBER, string(text)));
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            var request =
                    new JcaPKCS10CertificationRequestBuilder(subject.build(), pair.getPublic());
            challenge.ifPresent(text ->
                    request.addAttribute(
                            PKCSObjectIdentifiers.pkcs_9_at_challengePassword,
                            new DERPrintableString(text)));
            return request.build(signer).getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("could not make a certificate request", e);
        }
    }

    /** A printable string, as X.520 wants it, where the maker's characters allow that. */
    private static ASN1Encodable string(String text) {
        return DERPrintableString.isPrintableString(text)
                ? new DERPrintableString(text)
                : new DERUTF8String(text);
    }

    /** The key that a request names, without a look at the signature; empty where there is none. */
    public static Optional<PublicKey> namedKey(byte[] der) {
        if (der.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return p256(new PKCS10CertificationRequest(der).getSubjectPublicKeyInfo().getEncoded());
        } catch (IOException | RuntimeException e) {
            // hostile bytes: Bouncy Castle answers some with unchecked exceptions
            return Optional.empty();
        }
    }

    /** What a request proves. */
    public sealed interface Proof {

        /** Its owner holds the private half of this P-256 key. */
        record Proven(PublicKey key) implements Proof {}

        /** Nothing. */
        record Unproven(Fault fault) implements Proof {}
    }

    /** What can be wrong with a request. */
    public enum Fault {
        TOO_LARGE("the certificate request is larger than a request for one key is"),
        MALFORMED("the certificate request is not PKCS#10 in DER"),
        WRONG_KIND_OF_KEY("the key is not an elliptic-curve key on P-256"),
        WRONG_SIGNATURE("the certificate request is not signed by its own key");

        private final String sentence;

        Fault(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }

    /** Judges hostile bytes; never throws. */
    public static Proof judge(byte[] der) {
        if (der.length > MAX_BYTES) {
            return new Proof.Unproven(Fault.TOO_LARGE);
        }
        PKCS10CertificationRequest request;
        byte[] spki;
        try {
            request = new PKCS10CertificationRequest(der);
            spki = request.getSubjectPublicKeyInfo().getEncoded();
        } catch (IOException | RuntimeException e) {
            // hostile bytes: Bouncy Castle answers some with unchecked exceptions
            return new Proof.Unproven(Fault.MALFORMED);
        }
        return p256(spki)
                .<Proof>map(key ->
                        isSignedBy(request, key)
                                ? new Proof.Proven(key)
                                : new Proof.Unproven(Fault.WRONG_SIGNATURE))
                .orElseGet(() -> new Proof.Unproven(Fault.WRONG_KIND_OF_KEY));
    }

    /**
     * The P-256 key whose owner signed the request; empty when it is malformed, of another kind, or
     * wrongly signed.
     */
    public static Optional<PublicKey> provenKey(byte[] der) {
        return switch (judge(der)) {
            case Proof.Proven(var key) -> Optional.of(key);
            case Proof.Unproven unproven -> Optional.empty();
        };
    }

    /** The challenge password of a request; empty where there is none, or not exactly one. */
    public static Optional<String> challenge(byte[] der) {
        try {
            var found =
                    new PKCS10CertificationRequest(der)
                            .getAttributes(PKCSObjectIdentifiers.pkcs_9_at_challengePassword);
            return found.length == 1 && found[0].getAttributeValues().length == 1
                    ? text(found[0].getAttributeValues()[0])
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // hostile bytes: Bouncy Castle answers some with unchecked exceptions
            return Optional.empty();
        }
    }

    private static Optional<String> text(ASN1Encodable value) {
        return value instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
    }

    private static Optional<PublicKey> p256(byte[] spki) {
        try {
            // this one refuses a point that is not on its curve
            PublicKeyFactory.createKey(spki);
            return Optional.of(EcKeys.publicKey(spki)).filter(EcKeys::isP256);
        } catch (IOException | RuntimeException e) {
            // hostile bytes, or a key that is not of an elliptic curve
            return Optional.empty();
        }
    }

    private static boolean isSignedBy(PKCS10CertificationRequest request, PublicKey key) {
        try {
            return request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key));
        } catch (OperatorCreationException | PKCSException | RuntimeException e) {
            // an algorithm that does not go with the key, or bytes that are no signature
            return false;
        }
    }
}

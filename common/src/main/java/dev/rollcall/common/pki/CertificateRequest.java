package dev.rollcall.common.pki;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** A PKCS#10 request (RFC 2986). Only its key counts; the subject is a courtesy and is not used. */
public final class CertificateRequest {

    private CertificateRequest() {}

    /** DER, signed with the pair's private key, subject {@code CN=device}. */
    public static byte[] make(KeyPair pair) {
        try {
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new JcaPKCS10CertificationRequestBuilder(
                            new X500Name("CN=device"), pair.getPublic())
                    .build(signer)
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("could not make a certificate request", e);
        }
    }

    /**
     * The P-256 key whose owner signed the request; empty when it is malformed, of another kind, or
     * wrongly signed.
     */
    public static Optional<PublicKey> provenKey(byte[] der) {
        try {
            var request = new PKCS10CertificationRequest(der);
            var key = EcKeys.publicKey(request.getSubjectPublicKeyInfo().getEncoded());
            var proven =
                    EcKeys.isP256(key)
                            && request.isSignatureValid(
                                    new JcaContentVerifierProviderBuilder().build(key));
            return proven ? Optional.of(key) : Optional.empty();
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            // hostile bytes: Bouncy Castle answers some with unchecked exceptions
            return Optional.empty();
        }
    }
}

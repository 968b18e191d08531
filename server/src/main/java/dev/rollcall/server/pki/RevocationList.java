package dev.rollcall.server.pki;

import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.Certificates.Revoked;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate revocation list (RFC 5280 section 5), valid for a week. */
final class RevocationList {

    private static final Duration VALID = Duration.ofDays(7);

    private RevocationList() {}

    /**
     * DER.
     *
     * @param number higher than that of every list of this issuer before
     */
    static byte[] make(Signer issuer, List<Revoked> revoked, long number, Instant now) {
        try {
            var builder =
                    new JcaX509v2CRLBuilder(
                            issuer.certificate().getSubjectX500Principal(), Date.from(now));
            builder.setNextUpdate(Date.from(now.plus(VALID)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils()
                            .createAuthorityKeyIdentifier(issuer.certificate().getPublicKey()));
            builder.addExtension(
                    Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
            revoked.forEach(r ->
                    builder.addCRLEntry(
                            r.serial(),
                            Date.from(r.revocation().at()),
                            r.revocation().reason().crlReason()));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key());
            return builder.build(signer).getEncoded();
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("could not make a revocation list", e);
        }
    }
}

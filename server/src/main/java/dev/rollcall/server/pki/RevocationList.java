package dev.rollcall.server.pki;

import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.Certificates.Revoked;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V2TBSCertListGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/** A certificate revocation list (RFC 5280 section 5), valid for a week. */
final class RevocationList {

    private static final Duration VALID = Duration.ofDays(7);
    private static final AlgorithmIdentifier ALGORITHM =
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    private RevocationList() {}

    /**
     * DER.
     *
     * @param number higher than that of every list of this issuer before
     */
    static byte[] make(Signer issuer, List<Revoked> revoked, long number, Instant now) {
        try {
            var list = new V2TBSCertListGenerator();
            list.setSignature(ALGORITHM);
            list.setIssuer(
                    X500Name.getInstance(
                            issuer.certificate().getSubjectX500Principal().getEncoded()));
            list.setThisUpdate(new Time(Date.from(now)));
            list.setNextUpdate(new Time(Date.from(now.plus(VALID))));
            list.setExtensions(extensions(issuer, number));
            add(list, revoked);
            return signed(list.generateTBSCertList(), issuer);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("could not make a revocation list", e);
        }
    }

    /** Bouncy Castle takes long to write a date: those of one second are written once. */
    private static void add(V2TBSCertListGenerator list, List<Revoked> revoked) {
        var times = new HashMap<Long, Time>();
        for (var one : revoked) {
            var at = one.revocation().at();
            list.addCRLEntry(
                    new ASN1Integer(one.serial()),
                    times.computeIfAbsent(at.getEpochSecond(), _ -> new Time(Date.from(at))),
                    one.revocation().reason().crlReason());
        }
    }

    private static Extensions extensions(Signer issuer, long number)
            throws IOException, GeneralSecurityException {
        var authority =
                new JcaX509ExtensionUtils()
                        .createAuthorityKeyIdentifier(issuer.certificate().getPublicKey());
        return new Extensions(
                new Extension[] {
                    Extension.create(Extension.authorityKeyIdentifier, false, authority),
                    Extension.create(
                            Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)))
                });
    }

    private static byte[] signed(TBSCertList body, Signer issuer)
            throws IOException, GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuer.key());
        signature.update(body.getEncoded(ASN1Encoding.DER));
        return new DERSequence(
                        new ASN1Encodable[] {body, ALGORITHM, new DERBitString(signature.sign())})
                .getEncoded(ASN1Encoding.DER);
    }
}

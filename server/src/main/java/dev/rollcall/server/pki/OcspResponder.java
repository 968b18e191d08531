package dev.rollcall.server.pki;

import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.CertificateStatus.Revocation;
import dev.rollcall.server.pki.Certificates.Standing;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaRespID;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Says whether certificates were revoked (RFC 6960). Each authority signs for what it issued
 * itself, so no further certificate has to be trusted, kept or renewed. A request is about
 * certificates of one authority, may carry a nonce of 1 to 32 bytes (RFC 8954), and needs no
 * signature. Pure but for the randomness in signatures.
 */
final class OcspResponder {

    /** How long an answer counts. */
    static final Duration VALID = Duration.ofHours(1);

    private static final int MOST_CERTIFICATES = 20;
    private static final int LONGEST_NONCE = 32;
    private static final Set<ASN1ObjectIdentifier> HASHES =
            Set.of(
                    OIWObjectIdentifiers.idSHA1,
                    NISTObjectIdentifiers.id_sha256,
                    NISTObjectIdentifiers.id_sha384,
                    NISTObjectIdentifiers.id_sha512);

    private OcspResponder() {}

    /** What is stored of an authority's certificate; empty when it issued no such. */
    @FunctionalInterface
    interface Standings {
        Optional<Standing> of(Signer issuer, BigInteger serial);
    }

    /** A request that makes sense. */
    private record Asked(List<CertificateID> certificates, Optional<Extension> nonce) {}

    /**
     * An answer, always; one that is not about certificates says {@code malformedRequest}, or
     * {@code unauthorized} where the certificates are not of one of these authorities.
     */
    static byte[] answer(
            byte[] request, List<Signer> authorities, Standings standings, Instant now) {
        try {
            var asked = read(request);
            if (asked.isEmpty()) {
                return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
            }
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            var issuer = issuer(asked.get(), authorities, digests);
            return issuer.isEmpty()
                    ? refusal(OCSPRespBuilder.UNAUTHORIZED)
                    : signed(asked.get(), issuer.get(), standings, digests, now);
        } catch (IOException
                | OCSPException
                | OperatorCreationException
                | CertificateEncodingException e) {
            throw new IllegalStateException("could not answer about revocation", e);
        }
    }

    private static byte[] refusal(int status) throws OCSPException, IOException {
        return new OCSPRespBuilder().build(status, null).getEncoded();
    }

    private static Optional<Asked> read(byte[] der) {
        try {
            // as a whole: bytes behind it would be passed over
            var request = new OCSPReq(OCSPRequest.getInstance(ASN1Primitive.fromByteArray(der)));
            var list = List.of(request.getRequestList());
            var nonce =
                    Optional.ofNullable(
                            request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce));
            var understood =
                    request.getVersionNumber() == 1
                            && !list.isEmpty()
                            && list.size() <= MOST_CERTIFICATES
                            && demandsNothing(request)
                            && list.stream().allMatch(OcspResponder::demandsNothing)
                            && nonce.map(OcspResponder::isNonce).orElse(true);
            return understood
                    ? Optional.of(new Asked(list.stream().map(Req::getCertID).toList(), nonce))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle throws whatever comes up where bytes are not what they should be
            return Optional.empty();
        }
    }

    private static boolean demandsNothing(OCSPReq request) {
        return Set.of(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                .containsAll(request.getCriticalExtensionOIDs());
    }

    private static boolean demandsNothing(Req request) {
        var extensions = request.getSingleRequestExtensions();
        return extensions == null || extensions.getCriticalExtensionOIDs().length == 0;
    }

    private static boolean isNonce(Extension extension) {
        int length = ASN1OctetString.getInstance(extension.getParsedValue()).getOctetsLength();
        return length >= 1 && length <= LONGEST_NONCE;
    }

    /** The one that issued all that is asked about. */
    private static Optional<Signer> issuer(
            Asked asked, List<Signer> authorities, DigestCalculatorProvider digests)
            throws CertificateEncodingException, OCSPException {
        if (!asked.certificates().stream().allMatch(id -> HASHES.contains(id.getHashAlgOID()))) {
            return Optional.empty();
        }
        for (var authority : authorities) {
            var holder = new JcaX509CertificateHolder(authority.certificate());
            boolean all = true;
            for (var id : asked.certificates()) {
                all = all && id.matchesIssuer(holder, digests);
            }
            if (all) {
                return Optional.of(authority);
            }
        }
        return Optional.empty();
    }

    private static byte[] signed(
            Asked asked,
            Signer issuer,
            Standings standings,
            DigestCalculatorProvider digests,
            Instant now)
            throws OCSPException,
                    OperatorCreationException,
                    CertificateEncodingException,
                    IOException {
        var builder =
                new BasicOCSPRespBuilder(
                        new JcaRespID(
                                issuer.certificate().getPublicKey(),
                                digests.get(CertificateID.HASH_SHA1)));
        for (var id : asked.certificates()) {
            var standing = standings.of(issuer, id.getSerialNumber());
            builder.addResponse(
                    id, status(standing), Date.from(now), Date.from(now.plus(VALID)), null);
        }
        asked.nonce().ifPresent(nonce -> builder.setResponseExtensions(new Extensions(nonce)));
        var response =
                builder.build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key()),
                        new X509CertificateHolder[] {
                            new JcaX509CertificateHolder(issuer.certificate())
                        },
                        Date.from(now));
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, response).getEncoded();
    }

    private static CertificateStatus status(Optional<Standing> standing) {
        if (standing.isEmpty()) {
            return new UnknownStatus();
        }
        // Bouncy Castle's word for good is null, which no Optional holds
        var revoked = standing.get().revoked();
        return revoked.isPresent() ? revoked(revoked.get()) : CertificateStatus.GOOD;
    }

    private static CertificateStatus revoked(Revocation revocation) {
        return new RevokedStatus(Date.from(revocation.at()), revocation.reason().crlReason());
    }
}

package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.CertificateStatus.Revocation;
import dev.rollcall.server.pki.Certificates.Standing;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcspResponderTest {

    private static final BigInteger GOOD = BigInteger.valueOf(1);
    private static final BigInteger REVOKED = BigInteger.valueOf(2);
    private static final BigInteger NEVER_ISSUED = BigInteger.valueOf(3);
    private static final AlgorithmIdentifier SHA_256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
    private static final AlgorithmIdentifier MD5 =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.md5);

    private final CertificateProfiles profiles = new CertificateProfiles(new SecureRandom());
    private final Signer root = root();
    private final Signer current = issuing();
    private final Signer past = issuing();

    private Signer root() {
        var pair = EcKeys.generate();
        return new Signer(profiles.root(pair, TestPki.NOW), pair.getPrivate());
    }

    private Signer issuing() {
        var pair = EcKeys.generate();
        var district = new DistrictId(UUID.randomUUID());
        return new Signer(
                profiles.issuing(root, district, pair.getPublic(), TestPki.NOW), pair.getPrivate());
    }

    private static Optional<Standing> standing(Signer issuer, BigInteger serial) {
        return Optional.ofNullable(
                Map.of(
                                GOOD,
                                new Standing(Optional.empty()),
                                REVOKED,
                                new Standing(
                                        Optional.of(
                                                new Revocation(
                                                        TestPki.NOW, RevocationReason.REVOKED))))
                        .get(serial));
    }

    private OCSPResp answer(byte[] request) throws IOException {
        return new OCSPResp(
                OcspResponder.answer(
                        request, List.of(current, past), OcspResponderTest::standing, TestPki.NOW));
    }

    private static OCSPReqBuilder about(
            AlgorithmIdentifier hash, X509Certificate issuer, BigInteger... serials)
            throws OCSPException, OperatorCreationException, CertificateEncodingException {
        var builder = new OCSPReqBuilder();
        var digest = new JcaDigestCalculatorProviderBuilder().build().get(hash);
        var holder = new JcaX509CertificateHolder(issuer);
        for (var serial : serials) {
            builder.addRequest(new CertificateID(digest, holder, serial));
        }
        return builder;
    }

    private static Extensions extension(ASN1ObjectIdentifier name, boolean critical, byte[] value)
            throws IOException {
        return new Extensions(new Extension(name, critical, value));
    }

    private static Extensions nonce(int length) throws IOException {
        return extension(
                OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                false,
                new DEROctetString(new byte[length]).getEncoded());
    }

    private static BasicOCSPResp signedBy(Signer issuer, OCSPResp response)
            throws OCSPException, OperatorCreationException {
        assertThat(response.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
        var basic = (BasicOCSPResp) response.getResponseObject();
        var key = issuer.certificate().getPublicKey();
        assertThat(basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key)))
                .isTrue();
        return basic;
    }

    @Test
    void eachCertificateIsGoodRevokedOrUnknown() throws Exception {
        for (var hash : List.of(CertificateID.HASH_SHA1, SHA_256)) {
            var request = about(hash, current.certificate(), GOOD, REVOKED, NEVER_ISSUED).build();

            var basic = signedBy(current, answer(request.getEncoded()));

            var said = basic.getResponses();
            assertThat(said[0].getCertStatus()).isEqualTo(CertificateStatus.GOOD);
            assertThat(said[1].getCertStatus())
                    .isInstanceOfSatisfying(
                            RevokedStatus.class,
                            revoked -> {
                                assertThat(revoked.getRevocationTime())
                                        .isEqualTo(Date.from(TestPki.NOW));
                                assertThat(revoked.getRevocationReason())
                                        .isEqualTo(CRLReason.privilegeWithdrawn);
                            });
            assertThat(said[2].getCertStatus()).isInstanceOf(UnknownStatus.class);
            assertThat(said[0].getThisUpdate()).isEqualTo(Date.from(TestPki.NOW));
            assertThat(said[0].getNextUpdate())
                    .isEqualTo(Date.from(TestPki.NOW.plus(OcspResponder.VALID)));
        }
    }

    @Test
    void aPastAuthoritySignsForWhatItIssued() throws Exception {
        var request = about(SHA_256, past.certificate(), REVOKED).build();

        var basic = signedBy(past, answer(request.getEncoded()));

        assertThat(basic.getResponses()[0].getCertStatus()).isInstanceOf(RevokedStatus.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 32})
    void aNonceComesBack(int length) throws Exception {
        var request =
                about(SHA_256, current.certificate(), GOOD).setRequestExtensions(nonce(length));

        var basic = signedBy(current, answer(request.build().getEncoded()));

        assertThat(basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce).getParsedValue())
                .isEqualTo(new DEROctetString(new byte[length]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 33, 128})
    void aNonceOfAnotherLengthIsMalformed(int length) throws Exception {
        var request =
                about(SHA_256, current.certificate(), GOOD).setRequestExtensions(nonce(length));

        assertThat(answer(request.build().getEncoded()).getStatus())
                .isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }

    @Test
    void whatIsNoRequestIsMalformed() throws Exception {
        var request = about(SHA_256, current.certificate(), GOOD).build().getEncoded();
        var longer = Arrays.copyOf(request, request.length + 1);
        var cut = Arrays.copyOf(request, request.length - 1);

        for (var bytes :
                List.of(new byte[0], new byte[] {0x30, 0}, new byte[] {5, 0}, longer, cut)) {
            assertThat(answer(bytes).getStatus()).isEqualTo(OCSPResp.MALFORMED_REQUEST);
        }
    }

    @Test
    void whatDemandsSomethingUnknownOrTooMuchIsMalformed() throws Exception {
        var unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
        var demanding =
                about(SHA_256, current.certificate(), GOOD)
                        .setRequestExtensions(extension(unknown, true, new byte[] {5, 0}));
        var many =
                about(
                        SHA_256,
                        current.certificate(),
                        LongStream.range(0, 21)
                                .mapToObj(BigInteger::valueOf)
                                .toArray(BigInteger[]::new));

        assertThat(answer(demanding.build().getEncoded()).getStatus())
                .isEqualTo(OCSPResp.MALFORMED_REQUEST);
        assertThat(answer(many.build().getEncoded()).getStatus())
                .isEqualTo(OCSPResp.MALFORMED_REQUEST);
    }

    @Test
    void ofAnotherAuthorityOfTwoAtOnceAndByAWeakHashNothingIsSaid() throws Exception {
        var foreign = about(SHA_256, root.certificate(), GOOD);
        var both = about(SHA_256, current.certificate(), GOOD);
        both.addRequest(
                new CertificateID(
                        new JcaDigestCalculatorProviderBuilder().build().get(SHA_256),
                        new JcaX509CertificateHolder(past.certificate()),
                        GOOD));
        var weak = about(MD5, current.certificate(), GOOD);

        for (var request : List.of(foreign, both, weak)) {
            assertThat(answer(request.build().getEncoded()).getStatus())
                    .isEqualTo(OCSPResp.UNAUTHORIZED);
        }
    }
}

package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * Where to ask whether a certificate was revoked (RFC 5280 sections 4.2.1.13 and 4.2.2.1); both are
 * empty where the server has no HTTPS address that others know.
 */
record RevocationAddresses(List<String> lists, List<String> responders) {

    /** Of a port that is chosen when the server starts. */
    private static final String ANY_PORT = ":0";

    RevocationAddresses {
        lists = List.copyOf(lists);
        responders = List.copyOf(responders);
    }

    /**
     * @param https host:port of the HTTPS port
     */
    static RevocationAddresses of(
            List<String> https, DistrictId district, X509Certificate authority) {
        var key = KeyId.of(authority.getPublicKey());
        var known = https.stream().filter(at -> !at.endsWith(ANY_PORT)).toList();
        return new RevocationAddresses(
                known.stream().map(at -> at(at, district) + "/" + key + ".crl").toList(),
                known.stream().map(at -> at(at, district) + "/ocsp").toList());
    }

    private static String at(String https, DistrictId district) {
        return "https://" + https + "/pki/" + district;
    }

    void addTo(JcaX509v3CertificateBuilder builder) throws IOException {
        if (!lists.isEmpty()) {
            var names = lists.stream().map(RevocationAddresses::name).toArray(GeneralName[]::new);
            var point =
                    new DistributionPoint(
                            new DistributionPointName(new GeneralNames(names)), null, null);
            builder.addExtension(
                    Extension.cRLDistributionPoints,
                    false,
                    new CRLDistPoint(new DistributionPoint[] {point}));
        }
        if (!responders.isEmpty()) {
            var ways = new ASN1EncodableVector();
            responders.forEach(address ->
                    ways.add(new AccessDescription(AccessDescription.id_ad_ocsp, name(address))));
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    AuthorityInformationAccess.getInstance(new DERSequence(ways)));
        }
    }

    private static GeneralName name(String address) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, address);
    }
}

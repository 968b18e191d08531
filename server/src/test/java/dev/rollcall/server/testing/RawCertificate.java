package dev.rollcall.server.testing;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;

/** Bytes that a client shows as its certificate, whether they are one or not. */
public final class RawCertificate extends X509Certificate {

    private static final long serialVersionUID = 1;

    private final byte[] der;
    private final X509Certificate honest;

    /**
     * @param honest a certificate for the same key, for the client's own TLS to look at
     */
    public RawCertificate(byte[] der, X509Certificate honest) {
        this.der = der.clone();
        this.honest = honest;
    }

    @Override
    public byte[] getEncoded() {
        return der.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawCertificate raw && Arrays.equals(der, raw.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    @Override
    public PublicKey getPublicKey() {
        return honest.getPublicKey();
    }

    @Override
    public void verify(PublicKey key) {}

    @Override
    public void verify(PublicKey key, String provider) {}

    @Override
    public String toString() {
        return der.length + " bytes";
    }

    @Override
    public void checkValidity() {}

    @Override
    public void checkValidity(Date date) {}

    @Override
    public int getVersion() {
        return honest.getVersion();
    }

    @Override
    public BigInteger getSerialNumber() {
        return honest.getSerialNumber();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract still
    public Principal getIssuerDN() {
        return honest.getIssuerX500Principal();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract still
    public Principal getSubjectDN() {
        return honest.getSubjectX500Principal();
    }

    @Override
    public Date getNotBefore() {
        return honest.getNotBefore();
    }

    @Override
    public Date getNotAfter() {
        return honest.getNotAfter();
    }

    @Override
    public byte[] getTBSCertificate() {
        return der.clone();
    }

    @Override
    public byte[] getSignature() {
        return honest.getSignature();
    }

    @Override
    public String getSigAlgName() {
        return honest.getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return honest.getSigAlgOID();
    }

    @Override
    public byte[] getSigAlgParams() {
        return honest.getSigAlgParams();
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        return honest.getIssuerUniqueID();
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        return honest.getSubjectUniqueID();
    }

    @Override
    public boolean[] getKeyUsage() {
        return honest.getKeyUsage();
    }

    @Override
    public int getBasicConstraints() {
        return honest.getBasicConstraints();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return false;
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        return honest.getCriticalExtensionOIDs();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        return honest.getNonCriticalExtensionOIDs();
    }

    @Override
    public byte[] getExtensionValue(String name) {
        return honest.getExtensionValue(name);
    }
}

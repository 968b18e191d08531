package dev.rollcall.server.pki;

import dev.rollcall.server.http.TlsMaterial;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Keys.StoredKey;
import dev.rollcall.server.pki.key.Purpose;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jdbi.v3.core.Handle;

/** Keeps the server's own TLS certificate in step with its names, its authority and the time. */
final class ServerCertificate {

    private static final Duration RENEWED_BEFORE_END = Expiry.NEAR;

    private final KeyVault vault;
    private final CertificateProfiles profiles;
    private final KeyAudit audit;

    ServerCertificate(KeyVault vault, CertificateProfiles profiles, KeyAudit audit) {
        this.vault = vault;
        this.profiles = profiles;
        this.audit = audit;
    }

    /** The stored one while it serves; otherwise a new one, with a new key. */
    TlsMaterial ensure(Handle handle, KeyRing ring, List<String> names, Instant now) {
        var stored = stored(handle, ring);
        return stored.filter(tls -> serves(tls.chain().getFirst(), ring, names, now))
                .orElseGet(() -> {
                    var issued = issue(handle, ring, names, now);
                    audit.certified(
                            handle,
                            ring.provider(),
                            stored.map(tls -> tls.chain().getFirst()),
                            issued.chain().getFirst(),
                            now);
                    return issued;
                });
    }

    private Optional<TlsMaterial> stored(Handle handle, KeyRing ring) {
        return Keys.find(handle, ring.provider(), Purpose.TLS, KeyState.CURRENT).stream()
                .findFirst()
                .flatMap(key -> stored(handle, ring, key));
    }

    private Optional<TlsMaterial> stored(Handle handle, KeyRing ring, StoredKey key) {
        return Certificates.of(handle, ring.provider(), key.publicKey())
                .flatMap(certificate ->
                        key.encrypted().map(e -> material(ring, certificate, vault.open(e))));
    }

    private TlsMaterial issue(Handle handle, KeyRing ring, List<String> names, Instant now) {
        var made = vault.make(Purpose.TLS);
        var authority = ring.infrastructure();
        var certificate = profiles.server(authority, made.publicKey(), names, now);
        Keys.retire(handle, ring.provider(), Purpose.TLS, now);
        Keys.add(
                handle,
                ring.provider(),
                Purpose.TLS,
                KeyState.CURRENT,
                made.publicKey(),
                Optional.of(made.half()),
                now);
        Certificates.add(
                handle,
                ring.provider(),
                authority.certificate().getPublicKey(),
                Optional.empty(),
                certificate);
        return material(ring, certificate, made.privateKey());
    }

    private static TlsMaterial material(KeyRing ring, X509Certificate certificate, PrivateKey key) {
        return new TlsMaterial(
                key, List.of(certificate, ring.infrastructure().certificate(), ring.servingRoot()));
    }

    static boolean serves(
            X509Certificate certificate, KeyRing ring, List<String> names, Instant now) {
        return now.plus(RENEWED_BEFORE_END).isBefore(certificate.getNotAfter().toInstant())
                && certificate
                        .getIssuerX500Principal()
                        .equals(ring.infrastructure().certificate().getSubjectX500Principal())
                && isFor(certificate, names);
    }

    private static boolean isFor(X509Certificate certificate, List<String> names) {
        var wanted =
                new GeneralNames(
                        names.stream()
                                .map(CertificateProfiles::generalName)
                                .toArray(GeneralName[]::new));
        var value = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        try {
            return value != null
                    && Arrays.equals(
                            ASN1OctetString.getInstance(value).getOctets(), wanted.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("names without an encoding", e);
        }
    }
}

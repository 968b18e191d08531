package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.server.http.TlsMaterial;
import dev.rollcall.server.pki.KeyRing.DistrictKeys;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.problem.Problem;
import dev.rollcall.server.problem.ProblemCode;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The open keys of a running server: issues device certificates, signs for districts, and says what
 * is trusted. Safe for use by many threads.
 */
public final class Authorities {

    private final KeyVault vault;
    private final Endpoints endpoints;
    private final InstantSource clock;
    private final CertificateProfiles profiles;
    private final KeyAudit audit;
    private final RevocationLists lists = new RevocationLists();
    private final Opened opened;

    /** What is known from start to end; a district that is added is known after the next start. */
    private record Opened(
            KeyRing ring,
            DeviceCertificates devices,
            TlsMaterial tls,
            Map<DistrictId, Trust> trust,
            Map<DistrictId, BundleHistory> given,
            Endpoints endpoints) {}

    /** A signed trust bundle with the digest of its payload. */
    private record Trust(SignedDocument document, Digest hash) {}

    private Authorities(
            Database database,
            KeyVault vault,
            Endpoints endpoints,
            InstantSource clock,
            SecureRandom random) {
        this.vault = vault;
        this.endpoints = endpoints;
        this.clock = clock;
        this.profiles = new CertificateProfiles(random);
        this.audit = new KeyAudit(random);
        this.opened = database.write(this::open);
    }

    /**
     * Opens the keys, renews the TLS certificate and signs trust bundles where that is due. A
     * missing installation or a wrong passphrase is a {@link PkiException}.
     *
     * @param token stays open as long as these are used
     */
    public static Authorities open(
            Database database,
            Secret serverPassphrase,
            Optional<KeyToken> token,
            Endpoints endpoints,
            InstantSource clock,
            SecureRandom random) {
        var vault = database.read(h -> KeyVault.open(h, serverPassphrase, random, token));
        vault.settle(database);
        return new Authorities(database, vault, endpoints, clock, random);
    }

    private Opened open(Handle handle) {
        var now = clock.instant();
        var ring = KeyRing.load(handle, vault);
        long epoch =
                Installation.epoch(handle)
                        .orElseThrow(() -> new PkiException("the installation has no epoch"));
        var found = endpoints.with(ChangedHost.all(handle, ring.provider()));
        var bundles = new HashMap<DistrictId, Trust>();
        var given = new HashMap<DistrictId, BundleHistory>();
        for (var keys : ring.districts().values()) {
            var document = TrustBundles.ensure(handle, ring, keys, found, epoch, audit, now);
            var hash = Digest.of(document.payload().toArray());
            bundles.put(keys.district(), new Trust(document, hash));
            given.put(keys.district(), BundleHistory.of(handle, keys.district()));
        }
        return new Opened(
                ring,
                DeviceCertificates.of(ring.districts().values()),
                new ServerCertificate(vault, profiles, audit)
                        .ensure(handle, ring, found.names(), now),
                Map.copyOf(bundles),
                Map.copyOf(given),
                found);
    }

    /** Issues and stores a device certificate; it exists once the caller's transaction does. */
    public Issued issue(
            Handle handle,
            DistrictId district,
            EnrollmentId enrollment,
            PublicKey key,
            Instant now) {
        var issuing = keys(district).issuing();
        var revocation =
                RevocationAddresses.of(opened.endpoints().https(), district, issuing.certificate());
        var leaf = profiles.device(issuing, district, enrollment, key, revocation, now);
        Certificates.add(
                handle,
                district,
                issuing.certificate().getPublicKey(),
                Optional.of(enrollment),
                leaf);
        return new Issued(leaf, List.of(leaf, issuing.certificate()));
    }

    /** The newest certificate that an enrollment was given for a key. */
    public Optional<Issued> issued(
            Handle handle, DistrictId district, EnrollmentId enrollment, PublicKey key) {
        return Certificates.of(handle, district, enrollment, key)
                .map(leaf -> new Issued(leaf, chain(district, leaf)));
    }

    /** The certificate that an enrollment was given last; empty where a restore forgot it. */
    public Optional<X509Certificate> newest(
            Handle handle, DistrictId district, EnrollmentId enrollment) {
        return Certificates.newest(handle, district, enrollment);
    }

    /** How many certificates an enrollment was given since an instant. */
    public int issuedSince(
            Handle handle, DistrictId district, EnrollmentId enrollment, Instant since) {
        return Certificates.since(handle, district, enrollment, since);
    }

    private List<X509Certificate> chain(DistrictId district, X509Certificate leaf) {
        var issuer = leaf.getIssuerX500Principal();
        var authority =
                keys(district).recognized().filter(a -> a.getSubjectX500Principal().equals(issuer));
        return Stream.concat(Stream.of(leaf), authority).toList();
    }

    /** Signs with the district's current order key. */
    public SignedDocument sign(DistrictId district, String type, byte[] payload) {
        var order = keys(district).order();
        return SignedDocument.sign(type, payload, KeyId.of(order.publicKey()), order.privateKey());
    }

    public SignedDocument trustBundle(DistrictId district) {
        return trust(district).document();
    }

    /**
     * The trust bundle, unless it is what an agent holds already; answers from memory.
     *
     * @param held digest of the payload
     */
    public Optional<SignedDocument> offerTrust(DistrictId district, Optional<Digest> held) {
        var current = trust(district);
        return held.filter(current.hash()::equals).isPresent()
                ? Optional.empty()
                : Optional.of(current.document());
    }

    public TlsMaterial tls() {
        return opened.tls();
    }

    /** Above the server's own certificate. */
    public X509Certificate root() {
        return opened.ring().servingRoot();
    }

    /** SHA-256 of the root certificate, which agents pin. */
    public Digest rootFingerprint() {
        return Initialization.fingerprint(root());
    }

    /** The roots that agents shall trust: the current one first. */
    public List<X509Certificate> roots() {
        return opened.ring().roots();
    }

    /** When what the server works with ends. */
    public List<Expiry> expiries() {
        return Expiries.of(opened.ring(), opened.tls());
    }

    /** Which generation a bundle is that an agent holds; 0 for one that was never given here. */
    long generation(DistrictId district, Digest held) {
        return Optional.ofNullable(opened.given().get(district))
                .map(history -> history.generation(held))
                .orElse(0L);
    }

    /** Every district's issuing authorities. */
    public List<X509Certificate> issuing() {
        return opened.devices().issuing();
    }

    /** What recognizes device certificates now. */
    public DeviceCertificates deviceCertificates() {
        return opened.devices();
    }

    public Optional<CertificateStatus> status(
            Handle handle, DistrictId district, BigInteger serial) {
        return Certificates.status(handle, district, serial);
    }

    /** Revokes every certificate of an enrollment; those already revoked keep date and reason. */
    public void revoke(
            Handle handle,
            DistrictId district,
            EnrollmentId enrollment,
            RevocationReason reason,
            Instant now) {
        Certificates.revoke(handle, district, enrollment, reason, now);
    }

    /** The newest revocation list of the authority that issues for a district, DER. */
    public byte[] revocationList(Handle handle, DistrictId district, Instant now) {
        return lists.newest(handle, district, keys(district).issuing(), now);
    }

    /** Like {@link #revocationList(Handle, DistrictId, Instant)}, of any authority of it. */
    byte[] revocationList(Handle handle, DistrictId district, KeyId authority, Instant now) {
        return keys(district).signers().stream()
                .filter(signer -> KeyId.of(signer.certificate().getPublicKey()).equals(authority))
                .findFirst()
                .map(signer -> lists.newest(handle, district, signer, now))
                .orElseThrow(() ->
                        new Problem(
                                ProblemCode.NOT_FOUND,
                                "there is no such authority in this district"));
    }

    /** Answers a request of OCSP about certificates of one district, DER both. */
    byte[] ocsp(Handle handle, DistrictId district, byte[] request, Instant now) {
        return OcspResponder.answer(
                request,
                keys(district).signers(),
                (issuer, serial) ->
                        Certificates.standing(
                                handle, district, issuer.certificate().getPublicKey(), serial),
                now);
    }

    private Trust trust(DistrictId district) {
        return Optional.ofNullable(opened.trust().get(district))
                .orElseThrow(() -> unknown(district));
    }

    private DistrictKeys keys(DistrictId district) {
        return Optional.ofNullable(opened.ring().districts().get(district))
                .orElseThrow(() -> unknown(district));
    }

    private static Problem unknown(DistrictId district) {
        return new Problem(ProblemCode.NOT_FOUND, "district " + district + " has no keys here");
    }
}

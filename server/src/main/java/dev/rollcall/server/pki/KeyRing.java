package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.SignedDocument;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Keys.StoredAuthority;
import dev.rollcall.server.pki.key.Keys.StoredKey;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.PrivateHalf;
import dev.rollcall.server.pki.key.Purpose;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The keys a running server holds, opened. The root's private half is not among them. Immutable.
 *
 * @param roots all that count: the current one, the next, and a past one that is not finished
 */
public record KeyRing(
        DistrictId provider,
        List<X509Certificate> roots,
        Signer infrastructure,
        Map<DistrictId, DistrictKeys> districts) {

    public KeyRing {
        roots = List.copyOf(roots);
        districts = Map.copyOf(districts);
    }

    /**
     * One district's keys.
     *
     * @param otherIssuing authorities that issue no more or not yet, whose certificates count
     * @param otherSigners those of them whose keys are here, to say what of theirs was revoked
     * @param otherOrder public halves that agents know besides: next ones, and past ones that are
     *     not finished
     * @param cosigners those of them that are here and sign trust bundles too
     */
    record DistrictKeys(
            DistrictId district,
            Signer issuing,
            List<X509Certificate> otherIssuing,
            List<Signer> otherSigners,
            OrderKey order,
            List<PublicKey> otherOrder,
            List<OrderKey> cosigners,
            PublicKey escrow) {

        DistrictKeys {
            otherIssuing = List.copyOf(otherIssuing);
            otherSigners = List.copyOf(otherSigners);
            otherOrder = List.copyOf(otherOrder);
            cosigners = List.copyOf(cosigners);
        }

        Stream<X509Certificate> recognized() {
            return Stream.concat(Stream.of(issuing.certificate()), otherIssuing.stream());
        }

        List<PublicKey> orderKeys() {
            return Stream.concat(Stream.of(order.publicKey()), otherOrder.stream()).toList();
        }

        /** Whose signatures stand on a trust bundle side by side. */
        List<SignedDocument.Signer> bundleSigners() {
            return Stream.concat(Stream.of(order), cosigners.stream())
                    .map(key ->
                            new SignedDocument.Signer(KeyId.of(key.publicKey()), key.privateKey()))
                    .toList();
        }

        /** Every authority that can still sign, the one that issues first. */
        List<Signer> signers() {
            return Stream.concat(Stream.of(issuing), otherSigners.stream()).toList();
        }
    }

    /** The key that signs what agents obey. */
    record OrderKey(PublicKey publicKey, PrivateKey privateKey) {}

    X509Certificate root() {
        return roots.getFirst();
    }

    /** The root above the server's own certificate: while roots change, the past one. */
    X509Certificate servingRoot() {
        return servingRoot(roots, infrastructure.certificate());
    }

    private static X509Certificate servingRoot(
            List<X509Certificate> roots, X509Certificate infrastructure) {
        return roots.stream()
                .filter(root ->
                        root.getSubjectX500Principal()
                                .equals(infrastructure.getIssuerX500Principal()))
                .findFirst()
                .orElseThrow(() ->
                        new PkiException(
                                "no root that counts has signed the infrastructure authority"));
    }

    /** Likewise, without a passphrase. */
    static X509Certificate servingRoot(Handle handle, DistrictId provider) {
        return servingRoot(
                roots(handle, provider),
                only(
                                authorities(
                                        handle, provider, Purpose.INFRASTRUCTURE, KeyState.CURRENT),
                                "infrastructure authority")
                        .certificate());
    }

    private static List<X509Certificate> roots(Handle handle, DistrictId provider) {
        return Stream.concat(
                        Stream.of(
                                only(
                                                authorities(
                                                        handle,
                                                        provider,
                                                        Purpose.ROOT,
                                                        KeyState.CURRENT),
                                                "root")
                                        .certificate()),
                        others(handle, provider, Purpose.ROOT))
                .toList();
    }

    private static Stream<X509Certificate> others(
            Handle handle, DistrictId district, Purpose purpose) {
        return Stream.of(KeyState.NEXT, KeyState.PAST)
                .flatMap(state -> authorities(handle, district, purpose, state).stream())
                .map(StoredAuthority::certificate);
    }

    static KeyRing load(Handle handle, KeyVault vault) {
        var provider = provider(handle);
        var districts = new HashMap<DistrictId, DistrictKeys>();
        for (var district : Keys.districts(handle, Purpose.ISSUING)) {
            districts.put(district, district(handle, vault, district));
        }
        return new KeyRing(
                provider,
                roots(handle, provider),
                signer(vault, handle, provider, Purpose.INFRASTRUCTURE),
                districts);
    }

    /** Under whose id the installation's own keys stand. */
    public static DistrictId provider(Handle handle) {
        return only(Keys.districts(handle, Purpose.ROOT), "root key");
    }

    /** The root with its private half, for the moment in which it signs an authority. */
    public static Signer openRoot(Handle handle, KeyVault vault, DistrictId provider) {
        return signer(vault, handle, provider, Purpose.ROOT);
    }

    private static DistrictKeys district(Handle handle, KeyVault vault, DistrictId district) {
        var order = only(Keys.find(handle, district, Purpose.ORDER, KeyState.CURRENT), "order key");
        var others =
                Stream.of(KeyState.NEXT, KeyState.PAST)
                        .flatMap(
                                state -> Keys.find(handle, district, Purpose.ORDER, state).stream())
                        .toList();
        return new DistrictKeys(
                district,
                signer(vault, handle, district, Purpose.ISSUING),
                others(handle, district, Purpose.ISSUING).toList(),
                otherSigners(vault, handle, district),
                new OrderKey(order.publicKey(), open(vault, order.half(), order.publicKey())),
                others.stream().map(StoredKey::publicKey).toList(),
                others.stream()
                        .flatMap(key ->
                                key
                                        .half()
                                        .flatMap(half -> vault.find(half, key.publicKey()))
                                        .map(open -> new OrderKey(key.publicKey(), open))
                                        .stream())
                        .toList(),
                only(Keys.find(handle, district, Purpose.ESCROW, KeyState.CURRENT), "escrow key")
                        .publicKey());
    }

    /** An authority with its private half, for the moment in which it signs. */
    public static Signer openInfrastructure(Handle handle, KeyVault vault, DistrictId provider) {
        return signer(vault, handle, provider, Purpose.INFRASTRUCTURE);
    }

    private static List<Signer> otherSigners(KeyVault vault, Handle handle, DistrictId district) {
        return Stream.of(KeyState.NEXT, KeyState.PAST)
                .flatMap(state -> authorities(handle, district, Purpose.ISSUING, state).stream())
                .flatMap(other ->
                        other
                                .half()
                                .flatMap(half ->
                                        vault.find(half, other.certificate().getPublicKey()))
                                .map(key -> new Signer(other.certificate(), key))
                                .stream())
                .toList();
    }

    private static Signer signer(
            KeyVault vault, Handle handle, DistrictId district, Purpose purpose) {
        var stored = only(authorities(handle, district, purpose, KeyState.CURRENT), purpose.word());
        return new Signer(
                stored.certificate(),
                open(vault, stored.half(), stored.certificate().getPublicKey()));
    }

    private static List<StoredAuthority> authorities(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return Keys.authorities(handle, district, purpose, state);
    }

    private static PrivateKey open(
            KeyVault vault, Optional<PrivateHalf> half, PublicKey publicKey) {
        return vault.open(
                half.orElseThrow(
                        () -> new PkiException("a private key that is needed here is offline")),
                publicKey);
    }

    /** A wrong passphrase shows: a TLS key is in the database wherever the others are. */
    public static void requirePassphrase(Handle handle, KeyVault vault) {
        Keys.find(handle, provider(handle), Purpose.TLS, KeyState.CURRENT).stream()
                .flatMap(key -> key.encrypted().stream())
                .forEach(vault::open);
    }

    private static <T> T only(List<T> found, String what) {
        if (found.size() != 1) {
            throw new PkiException("one current " + what + " expected, found " + found.size());
        }
        return found.getFirst();
    }
}

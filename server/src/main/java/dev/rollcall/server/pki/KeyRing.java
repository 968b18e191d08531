package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Keys.StoredAuthority;
import dev.rollcall.server.pki.key.Keys.StoredKey;
import dev.rollcall.server.pki.key.PkiException;
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
 * @param nextRoots trusted already, offline still
 */
record KeyRing(
        DistrictId provider,
        X509Certificate root,
        List<X509Certificate> nextRoots,
        Signer infrastructure,
        Map<DistrictId, DistrictKeys> districts) {

    KeyRing {
        nextRoots = List.copyOf(nextRoots);
        districts = Map.copyOf(districts);
    }

    /**
     * One district's keys.
     *
     * @param pastIssuing authorities that issue no more, whose certificates still count
     * @param pastSigners those of them whose keys are still here, to say what of theirs was revoked
     */
    record DistrictKeys(
            DistrictId district,
            Signer issuing,
            List<X509Certificate> pastIssuing,
            List<Signer> pastSigners,
            OrderKey order,
            List<PublicKey> nextOrder,
            PublicKey escrow) {

        DistrictKeys {
            pastIssuing = List.copyOf(pastIssuing);
            pastSigners = List.copyOf(pastSigners);
            nextOrder = List.copyOf(nextOrder);
        }

        Stream<X509Certificate> recognized() {
            return Stream.concat(Stream.of(issuing.certificate()), pastIssuing.stream());
        }

        /** Every authority that can still sign, the one that issues first. */
        List<Signer> signers() {
            return Stream.concat(Stream.of(issuing), pastSigners.stream()).toList();
        }
    }

    /** The key that signs what agents obey. */
    record OrderKey(PublicKey publicKey, PrivateKey privateKey) {}

    static KeyRing load(Handle handle, KeyVault vault) {
        var provider = provider(handle);
        var districts = new HashMap<DistrictId, DistrictKeys>();
        for (var district : Keys.districts(handle, Purpose.ISSUING)) {
            districts.put(district, district(handle, vault, district));
        }
        return new KeyRing(
                provider,
                only(authorities(handle, provider, Purpose.ROOT, KeyState.CURRENT), "root")
                        .certificate(),
                certificates(handle, provider, Purpose.ROOT, KeyState.NEXT),
                signer(vault, handle, provider, Purpose.INFRASTRUCTURE),
                districts);
    }

    /** Under whose id the installation's own keys stand. */
    static DistrictId provider(Handle handle) {
        return only(Keys.districts(handle, Purpose.ROOT), "root key");
    }

    /** The root with its private half, for the moment in which it signs an authority. */
    static Signer openRoot(Handle handle, KeyVault vault, DistrictId provider) {
        return signer(vault, handle, provider, Purpose.ROOT);
    }

    private static DistrictKeys district(Handle handle, KeyVault vault, DistrictId district) {
        var order = only(Keys.find(handle, district, Purpose.ORDER, KeyState.CURRENT), "order key");
        return new DistrictKeys(
                district,
                signer(vault, handle, district, Purpose.ISSUING),
                certificates(handle, district, Purpose.ISSUING, KeyState.PAST),
                pastSigners(vault, handle, district),
                new OrderKey(order.publicKey(), open(vault, order.encrypted())),
                Keys.find(handle, district, Purpose.ORDER, KeyState.NEXT).stream()
                        .map(StoredKey::publicKey)
                        .toList(),
                only(Keys.find(handle, district, Purpose.ESCROW, KeyState.CURRENT), "escrow key")
                        .publicKey());
    }

    private static List<Signer> pastSigners(KeyVault vault, Handle handle, DistrictId district) {
        return authorities(handle, district, Purpose.ISSUING, KeyState.PAST).stream()
                .flatMap(past ->
                        past.encrypted().stream()
                                .map(key -> new Signer(past.certificate(), vault.open(key))))
                .toList();
    }

    private static Signer signer(
            KeyVault vault, Handle handle, DistrictId district, Purpose purpose) {
        var stored = only(authorities(handle, district, purpose, KeyState.CURRENT), purpose.word());
        return new Signer(stored.certificate(), open(vault, stored.encrypted()));
    }

    private static List<X509Certificate> certificates(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return authorities(handle, district, purpose, state).stream()
                .map(StoredAuthority::certificate)
                .toList();
    }

    private static List<StoredAuthority> authorities(
            Handle handle, DistrictId district, Purpose purpose, KeyState state) {
        return Keys.authorities(handle, district, purpose, state);
    }

    private static PrivateKey open(KeyVault vault, Optional<Bytes> encrypted) {
        return vault.open(
                encrypted.orElseThrow(
                        () -> new PkiException("a private key that is needed here is offline")));
    }

    private static <T> T only(List<T> found, String what) {
        if (found.size() != 1) {
            throw new PkiException("one current " + what + " expected, found " + found.size());
        }
        return found.getFirst();
    }
}

package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.pki.BundleHistory;
import dev.rollcall.server.pki.Certificates;
import dev.rollcall.server.pki.Expiry;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.key.KeyLife;
import dev.rollcall.server.pki.key.KeyLives;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.pki.rollover.Dependents.Holding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** How every key that counts stands, and who holds what. Immutable. */
public record Report(List<Key> keys, List<Held> bundles) {

    public Report {
        keys = List.copyOf(keys);
        bundles = List.copyOf(bundles);
    }

    /**
     * A key.
     *
     * @param owner the district, or the provider
     * @param kept where its private half is: {@code file} for the database, encrypted; {@code
     *     token} with its label; {@code offline}
     * @param expires of its certificate, where it has one
     * @param devices that have, or may have, only a certificate of this issuing authority
     */
    public record Key(
            KeyId id,
            Purpose purpose,
            KeyState state,
            DistrictId owner,
            String kept,
            Instant since,
            Optional<Instant> expires,
            Optional<Long> devices) {

        public Key {
            Objects.requireNonNull(id, "id");
        }

        /** Whether it ends soon. A past key ends without harm. */
        public boolean isAlarming(Instant now) {
            return state != KeyState.PAST
                    && expires.filter(at -> at.isBefore(now.plus(Expiry.NEAR))).isPresent();
        }
    }

    /** How a district's devices hold its newest trust bundle. */
    public record Held(DistrictId district, long generation, Holding devices) {}

    public static Report read(
            Handle handle, Dependents dependents, Patience patience, Instant now) {
        var provider = KeyRing.provider(handle);
        var districts = Keys.districts(handle, Purpose.ISSUING);
        return new Report(
                Stream.concat(Stream.of(provider), districts.stream())
                        .flatMap(owner ->
                                KeyLives.of(handle, owner).stream()
                                        .map(key -> key(handle, dependents, owner, key, now)))
                        .toList(),
                districts.stream()
                        .map(district -> held(handle, dependents, district, patience, now))
                        .toList());
    }

    private static Key key(
            Handle handle, Dependents dependents, DistrictId owner, KeyLife key, Instant now) {
        var certificate =
                key.purpose() == Purpose.TLS
                        ? Certificates.of(handle, owner, key.publicKey())
                        : key.certificate();
        return new Key(
                key.id(),
                key.purpose(),
                key.state(),
                owner,
                kept(key),
                key.since(),
                certificate.map(X509Certificate::getNotAfter).map(end -> end.toInstant()),
                key.purpose() == Purpose.ISSUING
                        ? Optional.of(dependents.users().of(handle, owner, key.id(), now))
                        : Optional.empty());
    }

    private static String kept(KeyLife key) {
        return key.token()
                .map(where -> "token " + where.token())
                .orElse(key.privateHere() ? "file" : "offline");
    }

    private static Held held(
            Handle handle,
            Dependents dependents,
            DistrictId district,
            Patience patience,
            Instant now) {
        long newest =
                BundleHistory.of(handle, district)
                        .newest()
                        .map(BundleHistory.Given::generation)
                        .orElse(0L);
        return new Held(
                district,
                newest,
                dependents
                        .holders()
                        .of(handle, district, newest, now.minus(patience.seenWithin())));
    }
}

package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.EnrollmentId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.storage.AfterCommit;
import dev.rollcall.server.storage.Columns;
import dev.rollcall.server.storage.Prepared;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * Which trust bundle every enrollment holds and whose certificate it shows: read once while the
 * server runs, written when it changed. {@link #heard} belongs in the writer's commands; the rest
 * may be called by any thread.
 */
public final class HeldBundles {

    private final Authorities authorities;
    private final Map<EnrollmentId, Held> known = new ConcurrentHashMap<>();
    private final Map<EnrollmentId, KeyId> shown = new ConcurrentHashMap<>();

    /** What is written down of an enrollment. */
    private record Held(long generation, Optional<KeyId> issuer) {}

    public HeldBundles(Authorities authorities) {
        this.authorities = authorities;
    }

    /** A device proved this certificate in a handshake. */
    public void shown(EnrollmentId enrollment, X509Certificate certificate) {
        authorities
                .deviceCertificates()
                .issuerOf(certificate)
                .ifPresent(issuer -> shown.put(enrollment, issuer));
    }

    /**
     * A check-in said which bundle is held.
     *
     * @param bundle of the bundle's payload; empty says nothing
     */
    public void heard(
            Handle handle,
            DistrictId district,
            EnrollmentId enrollment,
            Optional<Digest> bundle,
            Instant now) {
        var remembered = Optional.ofNullable(known.get(enrollment));
        var issuer = Optional.ofNullable(shown.get(enrollment));
        var generation = bundle.map(hash -> authorities.generation(district, hash));
        if (remembered.filter(held -> held.equals(with(held, generation, issuer))).isPresent()) {
            return;
        }
        var written = remembered.or(() -> find(handle, district, enrollment));
        var held = with(written.orElse(new Held(0, Optional.empty())), generation, issuer);
        if (!written.equals(Optional.of(held))) {
            write(handle, district, enrollment, held, written.isPresent(), now);
        }
        AfterCommit.run(
                handle,
                () -> {
                    known.put(enrollment, held);
                    issuer.ifPresent(key -> shown.remove(enrollment, key));
                });
    }

    private static Held with(Held before, Optional<Long> generation, Optional<KeyId> issuer) {
        return new Held(generation.orElse(before.generation()), issuer.or(before::issuer));
    }

    private static Optional<Held> find(
            Handle handle, DistrictId district, EnrollmentId enrollment) {
        return Prepared.of(
                        handle,
                        """
                        SELECT generation, issuer_key FROM pki_held
                        WHERE district_id = ? AND enrollment_id = ?
                        """)
                .set(district.value())
                .set(enrollment.value())
                .first(row ->
                        new Held(
                                row.getLong("generation"),
                                Columns.optionalText(row, "issuer_key").map(KeyId::new)));
    }

    private static void write(
            Handle handle,
            DistrictId district,
            EnrollmentId enrollment,
            Held held,
            boolean known,
            Instant now) {
        var sql =
                known
                        ? """
                        UPDATE pki_held SET generation = ?, issuer_key = ?, since = ?
                        WHERE district_id = ? AND enrollment_id = ?
                        """
                        : """
                        INSERT INTO pki_held
                            (generation, issuer_key, since, district_id, enrollment_id)
                        VALUES (?, ?, ?, ?, ?)
                        """;
        var _ =
                Prepared.of(handle, sql)
                        .set(held.generation())
                        .set(held.issuer().map(KeyId::value).orElse(null))
                        .set(now)
                        .set(district.value())
                        .set(enrollment.value())
                        .update();
    }
}

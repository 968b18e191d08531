package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.server.storage.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Every trust bundle that a district's agents were given, newest first. Immutable. */
public record BundleHistory(List<Given> newestFirst) {

    public BundleHistory {
        newestFirst = List.copyOf(newestFirst);
    }

    /** One of them. @param hash of its payload, by which agents name it */
    public record Given(long generation, Digest hash, TrustBundle bundle) {

        public Given {
            Objects.requireNonNull(hash, "hash");
            Objects.requireNonNull(bundle, "bundle");
        }
    }

    public static BundleHistory of(Handle handle, DistrictId district) {
        return new BundleHistory(
                handle.createQuery(
                                """
                                SELECT generation, hash, payload FROM pki_bundle
                                WHERE district_id = ? ORDER BY generation DESC
                                """)
                        .bind(0, district)
                        .map((row, c) ->
                                new Given(
                                        row.getLong("generation"),
                                        Columns.digest(row, "hash"),
                                        Json.strict()
                                                .readValue(
                                                        row.getBytes("payload"),
                                                        TrustBundle.class)))
                        .list());
    }

    /** Written down; again changes nothing. */
    static void add(
            Handle handle, DistrictId district, long generation, byte[] payload, Instant now) {
        handle.execute(
                """
                INSERT INTO pki_bundle (district_id, generation, hash, payload, signed_at)
                SELECT CAST(? AS UUID), CAST(? AS BIGINT), CAST(? AS BYTEA), CAST(? AS BYTEA),
                    CAST(? AS TIMESTAMP WITH TIME ZONE)
                WHERE NOT EXISTS
                    (SELECT 1 FROM pki_bundle WHERE district_id = ? AND generation = ?)
                """,
                district,
                generation,
                Digest.of(payload),
                Bytes.copyOf(payload),
                now,
                district,
                generation);
    }

    public Optional<Given> newest() {
        return newestFirst.stream().findFirst();
    }

    /** The generation from which on every bundle says so; empty where the newest does not. */
    public Optional<Long> since(Predicate<TrustBundle> says) {
        return newestFirst.stream()
                .takeWhile(given -> says.test(given.bundle()))
                .map(Given::generation)
                .reduce((newer, older) -> older);
    }

    /** Which generation a bundle is that an agent holds; 0 for one that was never given here. */
    long generation(Digest hash) {
        return newestFirst.stream()
                .filter(given -> given.hash().equals(hash))
                .map(Given::generation)
                .findFirst()
                .orElse(0L);
    }
}

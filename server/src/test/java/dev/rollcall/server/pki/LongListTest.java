package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A revocation list of a hundred thousand certificates. */
@Tag("slow")
class LongListTest {

    private static final int REVOKED = 100_000;

    @TempDir private Path folder;

    @StorageTest
    void isMadeOnceAndThenGivenAsItIs(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var district = pki.initialize().district();
            var authorities = pki.open();
            var key = KeyId.of(authorities.issuing().getFirst().getPublicKey());
            var numbers =
                    engine == TestDatabase.H2
                            ? "SYSTEM_RANGE(1, 100000) n (x)"
                            : "generate_series(1, 100000) n (x)";
            fresh.database()
                    .change(h ->
                            h.createUpdate(
                                            """
                                            INSERT INTO pki_certificate (district_id, serial,
                                                issuer_key, key_id, not_before, not_after,
                                                revoked_at, revocation_reason, der)
                                            SELECT :district, CAST(100000000 + n.x AS VARCHAR(32)),
                                                :key, :key, :from, :until, :from, 'revoked', :der
                                            FROM %s
                                            """
                                                    .formatted(numbers))
                                    .bind("district", district)
                                    .bind("key", key.value())
                                    .bind("from", TestPki.NOW)
                                    .bind("until", TestPki.NOW.plus(Duration.ofDays(300)))
                                    .bind("der", new byte[] {0})
                                    .execute());

            var first = read(fresh, authorities, district);
            var again = read(fresh, authorities, district);

            assertThat(again).isEqualTo(first);
            assertThat(first.length).isGreaterThan(REVOKED * 30);
        }
    }

    private static byte[] read(
            TestDatabase.Fresh fresh, Authorities authorities, DistrictId district) {
        return fresh.database().read(h -> authorities.revocationList(h, district, TestPki.NOW));
    }
}

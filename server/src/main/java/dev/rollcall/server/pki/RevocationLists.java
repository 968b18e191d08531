package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.Certificates.Revocations;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The revocation list of each authority, made anew where something was revoked since, or an hour
 * has passed: whoever asks for it, and anybody may, does not make the server sign. Safe for use by
 * many threads.
 */
final class RevocationLists {

    private static final Duration KEPT = Duration.ofHours(1);

    private final Map<KeyId, List> lists = new ConcurrentHashMap<>();

    /** A list with what it was made of. */
    private record List(Revocations of, Instant madeAt, long number, Bytes der) {

        boolean isGood(Revocations revocations, Instant now) {
            return of.equals(revocations)
                    && !now.isBefore(madeAt)
                    && now.isBefore(madeAt.plus(KEPT));
        }
    }

    /** DER, with everything in it that the handle's transaction sees. */
    byte[] newest(Handle handle, DistrictId district, Signer issuer, Instant now) {
        var key = issuer.certificate().getPublicKey();
        var revocations = Certificates.revocations(handle, district, key);
        return lists.compute(
                        KeyId.of(key),
                        (_, kept) ->
                                kept != null && kept.isGood(revocations, now)
                                        ? kept
                                        : make(handle, district, issuer, revocations, kept, now))
                .der()
                .toArray();
    }

    private static List make(
            Handle handle,
            DistrictId district,
            Signer issuer,
            Revocations revocations,
            @Nullable List before,
            Instant now) {
        // numbers rise also over a restart, which forgets the one before
        long number =
                before == null
                        ? now.toEpochMilli()
                        : Math.max(now.toEpochMilli(), before.number() + 1);
        var revoked =
                Certificates.revoked(handle, district, issuer.certificate().getPublicKey(), now);
        var der = RevocationList.make(issuer, revoked, number, now);
        return new List(revocations, now, number, Bytes.copyOf(der));
    }
}

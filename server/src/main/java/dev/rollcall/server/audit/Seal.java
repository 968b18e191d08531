package dev.rollcall.server.audit;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;

/**
 * A signed statement of how far a chain goes.
 *
 * @param number 1, 2, 3 ... in its district
 * @param through the number of the last event covered
 * @param hash of that event
 * @param previous digest of the statement before; of nothing for the first
 */
record Seal(
        DistrictId district, long number, long through, Digest hash, Digest previous, Instant at) {

    static final Digest NOTHING = Digest.of("");

    /** What is signed: the statement, marked so that it is never mistaken for another document. */
    static byte[] signedBytes(String statement) {
        return ("rollcall-audit-seal\0" + statement).getBytes(StandardCharsets.UTF_8);
    }

    static boolean verifies(String statement, byte[] signature, PublicKey key) {
        return VerificationKey.of(key).verifies(signedBytes(statement), signature);
    }
}

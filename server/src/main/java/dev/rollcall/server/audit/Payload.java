package dev.rollcall.server.audit;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.CanonicalJson;
import dev.rollcall.common.json.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A part of an event that can be erased. Its hash covers a salt, so that an erased name cannot be
 * guessed from what stays.
 */
record Payload(Part part, Bytes salt, String body) {

    private static final int SALT = 16;
    private static final int LONGEST = 64 * 1024;

    /** Which part of the event. */
    enum Part {
        WHO,
        BEFORE,
        AFTER
    }

    /** Something longer than 64 Ki characters is recorded by its digest. */
    static Payload of(Part part, Object value, RandomGenerator random) {
        var salt = new byte[SALT];
        random.nextBytes(salt);
        var body = CanonicalJson.text(value);
        if (body.length() > LONGEST) {
            body =
                    CanonicalJson.text(
                            Map.of("tooLong", body.length(), "sha256", Digest.of(body).hex()));
        }
        return new Payload(part, Bytes.copyOf(salt), body);
    }

    Digest hash() {
        var digest = Digest.sha256();
        digest.update(salt.toArray());
        digest.update(part.name().getBytes(StandardCharsets.US_ASCII));
        digest.update((byte) 0);
        digest.update(body.getBytes(StandardCharsets.UTF_8));
        return Digest.ofHash(digest.digest());
    }
}

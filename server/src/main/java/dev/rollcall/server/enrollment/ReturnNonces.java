package dev.rollcall.server.enrollment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: each is a time and its HMAC-SHA256 under a key of this start, over
 * what it is for. After a restart those given before are as good as wrong ones. Immutable.
 */
final class ReturnNonces {

    static final Duration VALID = Duration.ofMinutes(5);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int MAC_BYTES = 32;

    private final SecretKeySpec key;

    ReturnNonces(SecureRandom random) {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * @param subject what it is for: for nothing else does it hold
     */
    String next(String subject, Instant now) {
        long second = now.getEpochSecond();
        var nonce =
                ByteBuffer.allocate(Long.BYTES + MAC_BYTES)
                        .putLong(second)
                        .put(mac(subject, second));
        return Base64.getEncoder().withoutPadding().encodeToString(nonce.array());
    }

    boolean holds(String nonce, String subject, Instant now) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            // not one of ours
            return false;
        }
        if (bytes.length != Long.BYTES + MAC_BYTES) {
            return false;
        }
        var read = ByteBuffer.wrap(bytes);
        long second = read.getLong();
        var claimed = new byte[MAC_BYTES];
        read.get(claimed);
        return MessageDigest.isEqual(claimed, mac(subject, second))
                && Math.abs(now.getEpochSecond() - second) <= VALID.toSeconds();
    }

    private byte[] mac(String subject, long second) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(second).array());
            return mac.doFinal(subject.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no " + ALGORITHM, e);
        }
    }
}

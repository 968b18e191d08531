package dev.rollcall.server.enrollment;

import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Secret;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/**
 * How an enrollment token is written: {@code rce_}, 32 random bytes in base32 (RFC 4648 section 6,
 * lower case, no padding) and one check character that shows every single typo and every swap of
 * neighbours.
 */
final class TokenText {

    static final String PREFIX = "rce_";

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BYTES = 32;
    private static final int CHARACTERS = (BYTES * 8 + 4) / 5;
    private static final int LONGEST_PASTED = 200;

    private TokenText() {}

    static Secret generate(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Secret.ofText(write(bytes));
    }

    static String write(byte[] bytes) {
        var text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((buffer >> bits) & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt((buffer << (5 - bits)) & 31));
        }
        return PREFIX + text + check(text);
    }

    /**
     * The digest of the secret, as it is stored; empty for what is no token. White space around it
     * and capitals are forgiven.
     */
    static Optional<Digest> digest(String pasted) {
        if (pasted.length() > LONGEST_PASTED) {
            return Optional.empty();
        }
        var text = pasted.strip().toLowerCase(Locale.ROOT);
        if (text.length() != PREFIX.length() + CHARACTERS + 1 || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        var body = text.substring(PREFIX.length(), text.length() - 1);
        var known = body.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0);
        return known && check(body) == text.charAt(text.length() - 1)
                ? Optional.of(Digest.of(read(body)))
                : Optional.empty();
    }

    private static byte[] read(String body) {
        var bytes = new byte[BYTES];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < body.length(); i++) {
            buffer = (buffer << 5) | ALPHABET.indexOf(body.charAt(i));
            bits += 5;
            if (bits >= 8 && at < BYTES) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        return bytes;
    }

    /** A polynomial over GF(32): the weights of two places less than 31 apart are never equal. */
    private static char check(CharSequence body) {
        int sum = 0;
        for (int i = 0; i < body.length(); i++) {
            sum = timesAlpha(sum ^ ALPHABET.indexOf(body.charAt(i)));
        }
        return ALPHABET.charAt(sum);
    }

    private static int timesAlpha(int element) {
        int doubled = element << 1;
        return (doubled & 32) == 0 ? doubled : doubled ^ 0b100101;
    }
}

package dev.rollcall.common.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest (FIPS 180-4) as 64 lower-case hexadecimal characters. */
public record Digest(@JsonValue String hex) {

    @JsonCreator
    public Digest {
        if (hex.length() != 64 || !isLowerHex(hex)) {
            throw new IllegalArgumentException(
                    "not a SHA-256 digest: 64 lower-case hexadecimal characters expected");
        }
    }

    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    public static Digest of(byte[] bytes) {
        return ofHash(sha256().digest(bytes));
    }

    public static Digest of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** From the 32 bytes that a SHA-256 gave. */
    public static Digest ofHash(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    public byte[] toBytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** A fresh SHA-256, which every Java runtime has. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this runtime has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}

package dev.rollcall.common.pki;

import java.util.Arrays;

/**
 * Bytes that are never printed, compared or serialized: a password, a passphrase, a recovery key.
 */
public final class Secret {

    private final byte[] value;

    private Secret(byte[] value) {
        this.value = value;
    }

    public static Secret of(byte[] value) {
        return new Secret(value.clone());
    }

    public static Secret ofText(String text) {
        return new Secret(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    /** A copy, for the one place that needs it. */
    public byte[] reveal() {
        return value.clone();
    }

    /** As UTF-8 text, for the one place that needs it. */
    public String revealText() {
        return new String(value, java.nio.charset.StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    /** Overwrites it. */
    public void erase() {
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "***";
    }
}

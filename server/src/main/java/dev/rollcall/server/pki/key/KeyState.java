package dev.rollcall.server.pki.key;

import java.util.Locale;

/** Where a key stands in its life. */
public enum KeyState {
    CURRENT,
    /** Trusted already, but not used yet; of a root or an order key the private half is offline. */
    NEXT,
    /** Signs no more; what it signed counts until it is finished. */
    PAST;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static KeyState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

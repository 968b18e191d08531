package dev.rollcall.server.pki.key;

import java.util.Locale;

/** Where a key stands in its life. */
public enum KeyState {
    CURRENT,
    /** Trusted already, but not used yet; its private half is offline. */
    NEXT,
    PAST;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.rollcall.server.pki.key;

import java.util.Locale;

/** What a key is for; a key has one purpose. */
public enum Purpose {
    ROOT,
    INFRASTRUCTURE,
    ISSUING,
    TLS,
    ORDER,
    ESCROW;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Purpose of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

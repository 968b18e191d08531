package dev.rollcall.server.pki;

import java.util.Locale;

/** What a key is for; a key has one purpose. */
enum Purpose {
    ROOT,
    INFRASTRUCTURE,
    ISSUING,
    TLS,
    ORDER,
    ESCROW;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

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

    /** A TLS key stays a file for the handshake, an escrow key opens and does not sign. */
    boolean mayBeInToken() {
        return switch (this) {
            case ROOT, INFRASTRUCTURE, ISSUING, ORDER -> true;
            case TLS, ESCROW -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Purpose of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}

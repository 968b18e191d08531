package dev.rollcall.server.pki.key;

import org.jspecify.annotations.Nullable;

/**
 * The keys or certificates of this installation cannot be used; the message tells an operator why.
 */
public final class PkiException extends RuntimeException {

    public PkiException(String message) {
        this(message, null);
    }

    public PkiException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.rollcall.server.gateway.frame;

import java.util.Locale;

/** Why a connection ended; each is counted by its {@link #word}. */
public enum CloseReason {
    PEER_CLOSED,
    NETWORK,
    TOO_MANY_CONNECTIONS,
    TLS_FAILED,
    WRONG_PROTOCOL,
    HANDSHAKE_TIMEOUT,
    FIRST_MESSAGE_TIMEOUT,
    SLOW_FRAME,
    SLOW_READER,
    IDLE,
    MALFORMED,
    FLOODING,
    NOT_A_CHECK_IN,
    /** The certificate's holder is not welcome, and was told. */
    UNWELCOME,
    /** An answer was a refusal. */
    REFUSED,
    /** The enrollment ended while the session lived. */
    ENROLLMENT_ENDED,
    SUPERSEDED,
    /** The enrollment is of another device record now, and the session began with the old one. */
    RECORD_CHANGED,
    STOPPING,
    FAULT;

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

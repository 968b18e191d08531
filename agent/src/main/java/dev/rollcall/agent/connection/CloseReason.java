package dev.rollcall.agent.connection;

import java.util.Locale;

/** Why a session ended, or never came to be. */
public enum CloseReason {
    /** We closed it. */
    OURS,
    /** The other side closed it. */
    PEER_CLOSED,
    /** No connection: unreachable, reset, name not found, proxy said no. */
    NETWORK,
    /** TLS was not agreed, or the server did not accept our certificate. */
    TLS,
    /** The server is not one that we trust. */
    UNTRUSTED_SERVER,
    /** The server speaks another protocol. */
    WRONG_PROTOCOL,
    /** Our key is in a TPM that cannot be used now. */
    KEY_UNUSABLE,
    /** Our key is in a TPM that is not there any more: only a new enrollment helps. */
    KEY_LOST,
    /** The server echoes no heartbeat. */
    SERVER_SILENT,
    /** A request was not answered in time. */
    REPLY_TIMEOUT,
    /** Bytes that are no frame of ours, or a reply that nobody asked for. */
    MALFORMED,
    /** An error of our own. */
    BUG;

    /** Its name in logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

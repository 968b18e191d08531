package dev.rollcall.server.http;

/** Who may come in at a route; what they may do there is the route's to judge. */
public enum Access {
    /** Anybody. */
    OPEN,
    /** Whoever sends a valid API token. */
    SIGNED_IN,
    /** Whoever proved to hold the key of a client certificate, of whatever issuer. */
    DEVICE
}

package dev.rollcall.server.http;

/** Whoever the authenticator found behind an API token; the access room knows what they may do. */
public interface Principal {

    /** For the log. */
    String name();
}

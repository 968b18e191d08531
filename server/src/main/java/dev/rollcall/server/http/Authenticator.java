package dev.rollcall.server.http;

import java.util.Optional;

/** What the HTTP server needs from outside: who an API token belongs to. */
public interface Authenticator {

    /** Empty for a token that is unknown, expired or revoked. */
    Optional<Principal> authenticate(String token, String address);
}

package dev.rollcall.server.http;

import java.util.Map;

/** Sent with every answer. */
final class SecurityHeaders {

    static final Map<String, String> ALL =
            Map.of(
                    "Strict-Transport-Security", "max-age=31536000",
                    "X-Content-Type-Options", "nosniff",
                    "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
                    "Referrer-Policy", "no-referrer",
                    "Cache-Control", "no-store");

    private SecurityHeaders() {}
}

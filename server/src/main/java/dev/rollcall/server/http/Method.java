package dev.rollcall.server.http;

/** The methods that routes use. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}

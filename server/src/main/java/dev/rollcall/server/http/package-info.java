/**
 * The HTTPS server: TLS, routes, authentication, problems. Knows no domain word.
 *
 * <p>A room gives its {@link dev.rollcall.server.http.Routes}: a table of method, path, who may
 * come in and a handler that turns a {@link dev.rollcall.server.http.Request} into a {@link
 * dev.rollcall.server.http.Response}. Everything that goes wrong is answered as problem+json (RFC
 * 9457) with a stable code and the request id, and never with a stack trace. Bodies are bounded per
 * route; large answers are streamed. A client certificate of any issuer is let in and judged by the
 * route, so that a device can be told in words why it is refused.
 */
package dev.rollcall.server.http;

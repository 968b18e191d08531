package dev.rollcall.server.http;

import java.util.Objects;

/**
 * One line of a room's table.
 *
 * @param path with parameters in braces: {@code /api/v1/districts/{district}}
 * @param maxBody bytes; a larger request body is refused
 */
public record Route(
        Method method,
        String path,
        Access access,
        int maxBody,
        WhenDiskFull whenDiskFull,
        Handler handler) {

    /** Bytes that a request body may have unless its route says otherwise. */
    public static final int DEFAULT_MAX_BODY = 1024 * 1024;

    public Route {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(whenDiskFull, "whenDiskFull");
        Objects.requireNonNull(handler, "handler");
        if (!path.startsWith("/") || maxBody < 0) {
            throw new IllegalArgumentException("route " + path);
        }
    }

    public Route(Method method, String path, Access access, int maxBody, Handler handler) {
        this(method, path, access, maxBody, WhenDiskFull.usual(method), handler);
    }

    public Route(Method method, String path, Access access, Handler handler) {
        this(method, path, access, DEFAULT_MAX_BODY, handler);
    }

    /** For signed-in callers. */
    public static Route get(String path, Handler handler) {
        return new Route(Method.GET, path, Access.SIGNED_IN, handler);
    }

    /** For signed-in callers. */
    public static Route post(String path, Handler handler) {
        return new Route(Method.POST, path, Access.SIGNED_IN, handler);
    }

    /** For signed-in callers. */
    public static Route put(String path, Handler handler) {
        return new Route(Method.PUT, path, Access.SIGNED_IN, handler);
    }

    /** For signed-in callers. */
    public static Route patch(String path, Handler handler) {
        return new Route(Method.PATCH, path, Access.SIGNED_IN, handler);
    }

    /** For signed-in callers. */
    public static Route delete(String path, Handler handler) {
        return new Route(Method.DELETE, path, Access.SIGNED_IN, handler);
    }

    public Route withMaxBody(int bytes) {
        return new Route(method, path, access, bytes, whenDiskFull, handler);
    }

    /** Also answered while the disk has room for outcomes only. */
    public Route evenOnAFullDisk() {
        return new Route(method, path, access, maxBody, WhenDiskFull.ANSWER, handler);
    }
}

package dev.rollcall.server.http;

/** The HTTPS server could not start; carries what was being done. */
public final class HttpException extends RuntimeException {

    public HttpException(String doing, Throwable cause) {
        super(doing, cause);
    }
}

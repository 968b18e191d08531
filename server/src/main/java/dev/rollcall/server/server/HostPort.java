package dev.rollcall.server.server;

import java.util.Objects;

/** A name or address with a port, as in {@code 0.0.0.0:8443} or {@code [::1]:8443}. */
public record HostPort(String host, int port) {

    public HostPort {
        Objects.requireNonNull(host, "host");
        if (host.isBlank() || host.length() > 255 || port < 0 || port > 65535) {
            throw new IllegalArgumentException("not HOST:PORT");
        }
    }

    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("HOST:PORT expected");
        }
        var host = text.substring(0, colon);
        if (host.contains(":") && !(host.startsWith("[") && host.endsWith("]"))) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets: [::1]:8443");
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the port is a number", e);
        }
    }

    /** For binding a socket: without brackets. */
    public String address() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

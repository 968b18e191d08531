package dev.rollcall.agent.connection;

import java.util.regex.Pattern;

/** Where a server listens. @param host name or address literal, without brackets */
public record Endpoint(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]/@\\s]+)):(\\d{1,5})");

    public Endpoint {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a host and port: " + host + ":" + port);
        }
    }

    /** Reads {@code host:port} or {@code [address]:port}. */
    public static Endpoint parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("host:port expected, not " + text);
        }
        var host = match.group(1) != null ? match.group(1) : match.group(2);
        return new Endpoint(host, Integer.parseInt(match.group(3)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

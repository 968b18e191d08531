package dev.rollcall.server.pki;

import java.util.List;
import java.util.Objects;

/**
 * Where agents find this server, and under which names.
 *
 * @param names DNS names and addresses that the TLS certificate is for
 * @param gateways host:port of the device gateway, in order of preference
 * @param https host:port of the HTTPS port
 * @param minimumAgent oldest agent version that the server talks to
 */
public record Endpoints(
        List<String> names, List<String> gateways, List<String> https, String minimumAgent) {

    public Endpoints {
        names = List.copyOf(names);
        gateways = List.copyOf(gateways);
        https = List.copyOf(https);
        Objects.requireNonNull(minimumAgent, "minimumAgent");
        if (names.isEmpty() || gateways.isEmpty()) {
            throw new IllegalArgumentException("a name and a gateway expected");
        }
    }
}

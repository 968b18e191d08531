package dev.rollcall.server.pki;

import dev.rollcall.server.pki.key.PkiException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /** As they are with the hosts that were added and removed since. */
    public Endpoints with(List<ChangedHost> changes) {
        var added = changes.stream().filter(ChangedHost::added).toList();
        var removed =
                changes.stream().filter(change -> !change.added()).map(ChangedHost::host).toList();
        var known =
                all(names, removed, name -> name, added.stream().map(ChangedHost::host).toList());
        var stay =
                all(
                        gateways,
                        removed,
                        Endpoints::host,
                        added.stream().flatMap(host -> host.gateway().stream()).toList());
        if (known.isEmpty() || stay.isEmpty()) {
            throw new PkiException(
                    "every host name of the configuration was removed with rollcall pki endpoints"
                            + " remove: name another one in https.names and gateway.public");
        }
        return new Endpoints(
                known,
                stay,
                all(
                        https,
                        removed,
                        Endpoints::host,
                        added.stream().flatMap(host -> host.https().stream()).toList()),
                minimumAgent);
    }

    private static List<String> all(
            List<String> configured,
            List<String> removed,
            Function<String, String> host,
            List<String> added) {
        return Stream.concat(
                        configured.stream().filter(each -> !removed.contains(host.apply(each))),
                        added.stream())
                .distinct()
                .toList();
    }

    /** Of host:port. */
    public static String host(String address) {
        int end = address.lastIndexOf(':');
        return end < 0 ? address : address.substring(0, end);
    }
}

package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.enrollment.Identity;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goes towards the server as the agent would, and stops before there would be a session. */
final class NetworkProbe {

    private static final int TRIES = 4;

    private final Optional<Endpoint> proxy;
    private final Duration patience;

    /**
     * @param patience for each step
     */
    NetworkProbe(Optional<Endpoint> proxy, Duration patience) {
        this.proxy = proxy;
        this.patience = patience;
    }

    /**
     * Tries every target.
     *
     * @param floor by which the server's certificates are judged
     */
    NetworkFacts look(IdentityFacts identity, Instant floor) {
        var targets = identity.targets();
        var tls =
                identity.identity()
                        .filter(_ -> !identity.isSealed() && !identity.roots().isEmpty())
                        .map(own -> tls(own, identity, floor));
        var reached = proxy.map(p -> reach(p));
        boolean open = reached.filter(r -> !(r instanceof TcpFound.Connected)).isEmpty();
        return new NetworkFacts(
                proxy,
                reached,
                proxy.isPresent() ? Map.of() : names(targets),
                open ? targets.stream().map(target -> probe(target, tls)).toList() : List.of(),
                identity.roots(),
                patience);
    }

    private static TlsProbe tls(Identity own, IdentityFacts identity, Instant floor) {
        return new TlsProbe(own, new ServerTrust(identity::roots, () -> floor));
    }

    private TcpFound reach(Endpoint to) {
        try (var dialed = Dialed.direct(to, patience)) {
            return dialed.found();
        }
    }

    /**
     * The end of a connection may overtake the alert that says why it ends, so what was cut off
     * without a word is tried again.
     */
    private Probed probe(Target target, Optional<TlsProbe> tls) {
        var probed = once(target, tls);
        for (int more = 1;
                more < TRIES && probed.tls().filter(NetworkProbe::mute).isPresent();
                more++) {
            probed = once(target, tls);
        }
        return probed;
    }

    private static boolean mute(TlsFound found) {
        return switch (found) {
            case TlsFound.CutOff() -> true;
            case TlsFound.Agreed agreed -> agreed.after() instanceof TlsFound.Closed;
            case TlsFound.Untrusted _,
                    TlsFound.Alert _,
                    TlsFound.OtherTls _,
                    TlsFound.NoTls _,
                    TlsFound.Silent _ ->
                    false;
        };
    }

    private Probed once(Target target, Optional<TlsProbe> tls) {
        var to = target.endpoint();
        try (var dialed =
                proxy.map(p -> Dialed.through(p, to, patience))
                        .orElseGet(() -> Dialed.direct(to, patience))) {
            var found =
                    dialed.socket()
                            .flatMap(socket -> tls.map(probe -> probe.speak(socket, target)));
            return new Probed(target, dialed.found(), found);
        }
    }

    private static Map<String, NameFound> names(List<Target> targets) {
        var names = new LinkedHashMap<String, NameFound>();
        for (var target : targets) {
            var host = target.endpoint().host();
            if (!isAddress(host)) {
                names.computeIfAbsent(host, NameFound::lookUp);
            }
        }
        return names;
    }

    private static boolean isAddress(String host) {
        try {
            var _ = InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // a name
        }
    }
}

package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.Endpoint;
import dev.rollcall.agent.doctor.TcpFound.ProxyRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What it means how far one came: proxy, names, connections. Pure. */
final class NetworkDiagnosis {

    private NetworkDiagnosis() {}

    static List<Check> of(NetworkFacts facts) {
        var checks = new ArrayList<Check>();
        checks.add(proxy(facts));
        facts.names().forEach((host, found) -> checks.add(name(host, found).of(host)));
        for (var probed : facts.probed()) {
            var to = probed.target().endpoint().toString();
            checks.add(tcp(facts, probed).of(to));
            TlsDiagnosis.of(facts, probed).forEach(check -> checks.add(check.of(to)));
        }
        if (facts.probed().isEmpty()) {
            var why =
                    facts.proxy().isPresent() && !proxyReached(facts)
                            ? "the proxy cannot be reached"
                            : "where the server is, is not known";
            checks.add(Check.skip("tcp", "connections: " + why));
            checks.add(Check.skip("tls", "TLS: " + why));
        }
        return oneWayIsEnough(checks, facts);
    }

    private static boolean proxyReached(NetworkFacts facts) {
        return facts.proxyReached().filter(TcpFound.Connected.class::isInstance).isPresent();
    }

    /** A device is not kept away by a second gateway that is down. */
    private static List<Check> oneWayIsEnough(List<Check> checks, NetworkFacts facts) {
        return facts.probed().stream().anyMatch(TlsDiagnosis::isGatewayThatWorks)
                ? checks.stream().map(Check::lessened).toList()
                : List.copyOf(checks);
    }

    private static Check proxy(NetworkFacts facts) {
        if (facts.proxy().isEmpty()) {
            return Check.ok("proxy", "no proxy is configured");
        }
        var proxy = "proxy " + facts.proxy().get();
        boolean login =
                facts.probed().stream()
                        .anyMatch(p -> p.tcp() instanceof ProxyRefused r && r.wantsLogin());
        if (login) {
            return Check.fail(
                    "proxy",
                    proxy
                            + " asks for a login (407), which the agent has not: let it through"
                            + " without one");
        }
        return switch (facts.proxyReached().orElseThrow()) {
            case TcpFound.Connected() -> Check.ok("proxy", proxy + " accepts connections");
            case TcpFound.Refused() ->
                    Check.fail("proxy", proxy + " refuses connections: nothing listens there");
            case TcpFound.TimedOut() -> Check.fail("proxy", silent(proxy, facts.patience()));
            case TcpFound.Unreachable() ->
                    Check.fail("proxy", proxy + " is unreachable: this device has no route there");
            case TcpFound.NoName() -> Check.fail("proxy", proxy + " has a name without an address");
            case ProxyRefused _, TcpFound.NoProxy _ ->
                    throw new IllegalStateException("nothing was asked of it yet");
        };
    }

    private static String silent(String what, Duration patience) {
        return what
                + " does not answer within "
                + Words.span(patience)
                + ": blocked by a firewall between here and there";
    }

    private static Check name(String host, NameFound found) {
        return switch (found) {
            case NameFound.Addresses(var addresses) ->
                    Check.ok(
                            "name",
                            "name %s has the address %s"
                                    .formatted(host, String.join(" and ", addresses)));
            case NameFound.NoSuchName() ->
                    Check.fail(
                            "name",
                            "name %s does not exist: no name server here knows it".formatted(host));
            case NameFound.NoAnswer() ->
                    Check.fail(
                            "name",
                            "name %s cannot be looked up: no name server answers".formatted(host));
            case NameFound.NotFound(var why) ->
                    Check.fail("name", "name %s has no address: %s".formatted(host, why));
        };
    }

    private static Check tcp(NetworkFacts facts, Probed probed) {
        var target = probed.target().toString();
        return switch (probed.tcp()) {
            case TcpFound.Connected() ->
                    Check.ok(
                            "tcp",
                            target
                                    + (facts.proxy().isPresent()
                                            ? " is reached through the proxy"
                                            : " accepts connections"));
            case TcpFound.Refused() ->
                    Check.fail("tcp", target + " refuses connections: nothing listens there");
            case TcpFound.TimedOut() -> Check.fail("tcp", silent(target, facts.patience()));
            case TcpFound.Unreachable() ->
                    Check.fail("tcp", target + " is unreachable: this device has no route there");
            case TcpFound.NoName() -> Check.skip("tcp", target + ": its name has no address");
            case ProxyRefused refused when refused.wantsLogin() ->
                    Check.skip("tcp", target + ": the proxy asks for a login");
            case ProxyRefused(_, var status) ->
                    Check.fail(
                            "tcp",
                            "%s is refused by the proxy (%s): allow %s there"
                                    .formatted(target, status, probed.target().endpoint()));
            case TcpFound.NoProxy() ->
                    Check.fail("tcp", target + noProxy(facts.proxy().orElseThrow()));
        };
    }

    private static String noProxy(Endpoint proxy) {
        return " is not reached: what listens at " + proxy + " is no HTTP proxy";
    }
}

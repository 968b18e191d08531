package dev.rollcall.agent.doctor;

import dev.rollcall.agent.doctor.TlsFound.After;
import dev.rollcall.agent.doctor.TlsFound.Agreed;
import dev.rollcall.agent.doctor.TlsFound.Alert;
import dev.rollcall.agent.doctor.TlsFound.Answer;
import dev.rollcall.agent.doctor.TlsFound.Closed;
import dev.rollcall.agent.doctor.TlsFound.CutOff;
import dev.rollcall.agent.doctor.TlsFound.Echo;
import dev.rollcall.agent.doctor.TlsFound.NoTls;
import dev.rollcall.agent.doctor.TlsFound.Noise;
import dev.rollcall.agent.doctor.TlsFound.Nothing;
import dev.rollcall.agent.doctor.TlsFound.OtherTls;
import dev.rollcall.agent.doctor.TlsFound.Silent;
import dev.rollcall.agent.doctor.TlsFound.Untrusted;
import dev.rollcall.common.protocol.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What it means how TLS went with a port, and what was said after it. Pure. */
final class TlsDiagnosis {

    private static final String NAME = "tls";

    /** Alerts by which a server refuses a certificate that it was shown (RFC 8446, 6.2). */
    private static final Set<String> OF_OUR_CERTIFICATE =
            Set.of(
                    "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied",
                    "certificate_required");

    private TlsDiagnosis() {}

    static boolean isGatewayThatWorks(Probed probed) {
        return probed.target().kind() == Target.Kind.GATEWAY
                && probed.tls().orElse(null) instanceof Agreed agreed
                && agreed.protocol().equals(Frame.ALPN)
                && agreed.after() instanceof Echo;
    }

    static List<Check> of(NetworkFacts facts, Probed probed) {
        var target = probed.target().toString();
        if (probed.tls().isEmpty()) {
            return List.of(
                    Check.skip(
                            NAME,
                            "TLS with "
                                    + target
                                    + (probed.tcp() instanceof TcpFound.Connected
                                            ? ": there is no identity to show"
                                            : ": there is no connection")));
        }
        return switch (probed.tls().get()) {
            case Agreed agreed -> agreed(probed.target(), agreed);
            case Untrusted(var chain) ->
                    List.of(
                            stranger(
                                    probed.target(),
                                    Stranger.of(
                                            chain,
                                            facts.roots(),
                                            probed.target().endpoint().host())));
            case Alert(var alert, var trusted) -> List.of(alert(target, alert, trusted));
            case NoTls() ->
                    List.of(
                            Check.fail(
                                    NAME,
                                    target + " does not speak TLS: something else listens there"));
            case OtherTls(var why) ->
                    List.of(Check.fail(NAME, target + " does not agree on TLS 1.3: " + why));
            case CutOff() ->
                    List.of(
                            Check.fail(
                                    NAME,
                                    target
                                            + " is cut off while TLS begins: by a filter on the"
                                            + " way, or by what listens there"));
            case Silent() ->
                    List.of(
                            Check.fail(
                                    NAME,
                                    target
                                            + " says nothing to TLS within "
                                            + Words.span(facts.patience())
                                            + ": held by a filter on the way, or something else"
                                            + " listens there"));
        };
    }

    private static List<Check> agreed(Target target, Agreed agreed) {
        var checks = new ArrayList<Check>();
        checks.add(
                Check.ok(
                        NAME,
                        "%s shows a certificate of our server, valid until %s"
                                .formatted(target, agreed.until())));
        if (target.kind() == Target.Kind.GATEWAY) {
            checks.add(
                    agreed.protocol().equals(Frame.ALPN)
                            ? spoken(target, agreed.after())
                            : otherProtocol(target.toString()));
        }
        return checks;
    }

    private static Check spoken(Target target, After after) {
        return switch (after) {
            case Echo() -> Check.ok("protocol", target + " speaks " + Frame.ALPN);
            case Closed() ->
                    Check.fail("protocol", target + " ends the connection after TLS: try again");
            case Nothing() ->
                    Check.fail("protocol", target + " says nothing after TLS: its server is stuck");
            case Answer _, Noise _ -> otherProtocol(target.toString());
        };
    }

    private static Check otherProtocol(String target) {
        return Check.fail(
                "protocol",
                target + " does not speak " + Frame.ALPN + ": something else listens there");
    }

    private static Check alert(String target, String alert, boolean trusted) {
        if (alert.equals("no_application_protocol")) {
            return otherProtocol(target);
        }
        if (trusted && OF_OUR_CERTIFICATE.contains(alert)) {
            return Check.fail(
                    NAME,
                    "%s does not accept this device's certificate (%s): enroll this device again"
                            .formatted(target, alert));
        }
        return Check.fail(NAME, "%s ends TLS with the alert %s".formatted(target, alert));
    }

    private static Check stranger(Target target, Stranger stranger) {
        var to = target.endpoint();
        return Check.fail(
                NAME,
                switch (stranger) {
                    case Stranger.Filter(var issuer) ->
                            "TLS intercepted by \"%s\": bypass %s".formatted(issuer, to);
                    case Stranger.OtherRollcall(var issuer) ->
                            "%s is another Rollcall installation, of \"%s\": enroll this device there, or restore the server's keys"
                                    .formatted(target, issuer);
                    case Stranger.Expired(var end) ->
                            "%s shows a certificate that expired on %s: restart the server, which makes a new one"
                                    .formatted(target, end);
                    case Stranger.OtherName(var names) ->
                            "%s shows our server's certificate for %s: add %s to https.names of the server"
                                    .formatted(target, names(names), to.host());
                    case Stranger.OtherService(var names, var issuer) ->
                            "%s shows a certificate for %s, issued by \"%s\": something else listens there"
                                    .formatted(target, names(names), issuer);
                    case Stranger.Unfit(var why) ->
                            "%s shows a certificate of our server that cannot be used: %s"
                                    .formatted(target, why);
                });
    }

    private static String names(List<String> names) {
        return names.isEmpty()
                ? "no name"
                : String.join(", ", names.stream().limit(3).map(Words::clean).toList());
    }
}

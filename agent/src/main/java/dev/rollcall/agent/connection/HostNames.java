package dev.rollcall.agent.connection;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a certificate is for a host (RFC 9525): by subject alternative name, never by subject.
 */
public final class HostNames {

    private static final int DNS = 2;
    private static final int IP = 7;

    private HostNames() {}

    /** Whether it is for this host, a name or an address literal. */
    public static boolean matches(X509Certificate certificate, String host) {
        var address = literal(host);
        return names(certificate).stream()
                .anyMatch(name ->
                        switch ((Integer) name.get(0)) {
                            case DNS -> address.isEmpty() && dns(String.valueOf(name.get(1)), host);
                            case IP ->
                                    address.isPresent()
                                            && address.equals(literal(String.valueOf(name.get(1))));
                            default -> false;
                        });
    }

    /** The names and addresses that a certificate is for. */
    public static List<String> of(X509Certificate certificate) {
        return names(certificate).stream()
                .filter(name -> List.of(DNS, IP).contains(name.get(0)))
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    /** A star stands for the whole leftmost label, and for one label only. */
    private static boolean dns(String pattern, String host) {
        var wanted = host.toLowerCase(Locale.ROOT);
        var name = pattern.toLowerCase(Locale.ROOT);
        if (!name.startsWith("*.")) {
            return name.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0
                && name.indexOf('.', 2) > 0
                && name.substring(1).equals(wanted.substring(dot));
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            return Objects.requireNonNullElse(
                    certificate.getSubjectAlternativeNames(), List.<List<?>>of());
        } catch (CertificateParsingException e) {
            // names that cannot be read match nothing
            return List.of();
        }
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            // a name
            return Optional.empty();
        }
    }
}

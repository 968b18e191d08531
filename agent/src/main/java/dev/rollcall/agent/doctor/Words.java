package dev.rollcall.agent.doctor;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

/** How spans of time and names of others are said. Pure. */
final class Words {

    private static final int MAX = 200;

    private Words() {}

    /** Such as {@code 12 days} or {@code 3 hours 12 minutes}; never negative. */
    static String span(Duration span) {
        var positive = span.abs();
        if (positive.toDays() >= 2) {
            return positive.toDays() + " days";
        }
        if (positive.toHours() >= 1) {
            var minutes = positive.toMinutesPart();
            return count(positive.toHours(), "hour")
                    + (minutes == 0 ? "" : " " + count(minutes, "minute"));
        }
        return positive.toMinutes() >= 2
                ? positive.toMinutes() + " minutes"
                : count(positive.toSeconds(), "second");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** The common name and the organization of who issued a certificate. */
    static String issuer(X509Certificate certificate) {
        var issuer = certificate.getIssuerX500Principal();
        var common = part(issuer, BCStyle.CN);
        var organization = part(issuer, BCStyle.O);
        if (common.isEmpty()) {
            return organization.orElse(clean(issuer.getName()));
        }
        return common.get() + organization.map(o -> " (" + o + ")").orElse("");
    }

    static Optional<String> organization(X500Principal name) {
        return part(name, BCStyle.O);
    }

    private static Optional<String> part(X500Principal principal, ASN1ObjectIdentifier kind) {
        var name = X500Name.getInstance(principal.getEncoded());
        return Arrays.stream(name.getRDNs(kind))
                .map(rdn -> clean(IETFUtils.valueToString(rdn.getFirst().getValue())))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** What others say, fit for one line of a terminal. */
    static String clean(String text) {
        var flat = text.replaceAll("\\p{C}", " ").strip();
        return flat.length() <= MAX ? flat : flat.substring(0, MAX);
    }
}

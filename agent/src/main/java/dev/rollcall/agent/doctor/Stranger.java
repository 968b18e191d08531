package dev.rollcall.agent.doctor;

import dev.rollcall.agent.connection.HostNames;
import dev.rollcall.agent.connection.ServerTrust;
import dev.rollcall.agent.connection.UntrustedServerException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Who it is that answers in a server's place, by the chain that the agent did not trust. Pure. */
sealed interface Stranger {

    /** A filter that opens TLS: it makes certificates for the hosts that devices mean. */
    record Filter(String issuer) implements Stranger {}

    /** A Rollcall server with other keys. */
    record OtherRollcall(String issuer) implements Stranger {}

    /** Our server, with a certificate that has ended. */
    record Expired(Instant end) implements Stranger {}

    /** Our server, which does not know that it is called so. */
    record OtherName(List<String> names) implements Stranger {}

    /** Something else. */
    record OtherService(List<String> names, String issuer) implements Stranger {}

    /** Of our authority, and not a server's certificate, or one that does not hold. */
    record Unfit(String why) implements Stranger {}

    /**
     * Says who it is.
     *
     * @param chain the server's certificate first
     * @param roots that the device trusts
     */
    static Stranger of(List<X509Certificate> chain, List<X509Certificate> roots, String host) {
        var server = chain.getFirst();
        var names = HostNames.of(server);
        // in the beginning no certificate had expired
        var timeless = new ServerTrust(() -> roots, () -> Instant.EPOCH);
        if (trusts(timeless, chain, host)) {
            return new Expired(end(chain, roots));
        }
        if (names.stream().anyMatch(name -> trusts(timeless, chain, name))) {
            return new OtherName(names);
        }
        if (chain.stream().anyMatch(c -> roots.stream().anyMatch(r -> issued(r, c)))) {
            return new Unfit(why(timeless, chain, host));
        }
        var issuer = Words.issuer(chain.getLast());
        if (Words.organization(chain.getLast().getIssuerX500Principal())
                .filter("Rollcall"::equals)
                .isPresent()) {
            return new OtherRollcall(issuer);
        }
        return HostNames.matches(server, host)
                ? new Filter(issuer)
                : new OtherService(names, issuer);
    }

    private static boolean trusts(ServerTrust trust, List<X509Certificate> chain, String host) {
        try {
            trust.check(chain, host);
            return true;
        } catch (UntrustedServerException e) {
            return false;
        }
    }

    private static String why(ServerTrust trust, List<X509Certificate> chain, String host) {
        try {
            trust.check(chain, host);
            return "";
        } catch (UntrustedServerException e) {
            return Words.clean(String.valueOf(e.getMessage()));
        }
    }

    private static boolean issued(X509Certificate root, X509Certificate certificate) {
        try {
            certificate.verify(root.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Instant end(List<X509Certificate> chain, List<X509Certificate> roots) {
        return chain.stream()
                .filter(c -> !roots.contains(c))
                .map(c -> c.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }
}

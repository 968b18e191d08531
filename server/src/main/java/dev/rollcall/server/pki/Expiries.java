package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.http.TlsMaterial;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When the certificates that a server works with end. Past ones end without harm. Pure. */
final class Expiries {

    private Expiries() {}

    static List<Expiry> of(KeyRing ring, TlsMaterial tls) {
        var found = new ArrayList<Expiry>();
        found.add(expiry("root", ring.provider(), ring.root()));
        ring.roots().stream()
                .skip(1)
                .filter(root -> begin(root).isAfter(begin(ring.root())))
                .forEach(root -> found.add(expiry("next-root", ring.provider(), root)));
        found.add(expiry("infrastructure", ring.provider(), ring.infrastructure().certificate()));
        found.add(expiry("tls", ring.provider(), tls.chain().getFirst()));
        ring.districts()
                .values()
                .forEach(keys ->
                        found.add(
                                expiry("issuing", keys.district(), keys.issuing().certificate())));
        return List.copyOf(found);
    }

    private static Instant begin(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }

    private static Expiry expiry(String what, DistrictId district, X509Certificate certificate) {
        return new Expiry(what, district, certificate.getNotAfter().toInstant());
    }
}

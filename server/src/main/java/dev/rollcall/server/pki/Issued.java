package dev.rollcall.server.pki;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate just issued.
 *
 * @param leaf the device's
 * @param chain the leaf, then the district's issuing authority; the root is left out
 */
public record Issued(X509Certificate leaf, List<X509Certificate> chain) {

    public Issued {
        chain = List.copyOf(chain);
    }
}

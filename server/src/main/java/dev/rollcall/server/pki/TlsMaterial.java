package dev.rollcall.server.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the server shows and proves in a TLS handshake.
 *
 * @param chain the server's own certificate first, the root last: agents find the pinned root there
 */
public record TlsMaterial(PrivateKey key, List<X509Certificate> chain) {

    public TlsMaterial {
        chain = List.copyOf(chain);
    }

    /** The certificate's subject only: the key is never printed. */
    @Override
    public String toString() {
        return "TlsMaterial[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}

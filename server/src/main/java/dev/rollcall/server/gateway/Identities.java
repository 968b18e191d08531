package dev.rollcall.server.gateway;

import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;

/** Says whose a device certificate is. Returns at once: the look-up is done elsewhere. */
@FunctionalInterface
public interface Identities {

    /**
     * @param leaf whose chain and key TLS has verified already
     */
    CompletableFuture<Identified> identify(X509Certificate leaf);
}

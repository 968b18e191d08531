package dev.rollcall.agent.connection;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The one key and chain that a device shows. A key store would do the same, and encrypt and decrypt
 * the key with ten thousand rounds of hashing at each start for it. Immutable.
 */
public final class OwnCertificate extends X509ExtendedKeyManager {

    private static final String ALIAS = "device";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /** A device's. @param chain its certificate first */
    public OwnCertificate(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /** A server that asks for a kind of key that this is not could not verify it. */
    private @Nullable String forKinds(String @Nullable [] kinds) {
        var kind = key.getAlgorithm();
        return kinds == null || Arrays.asList(kinds).contains(kind) ? ALIAS : null;
    }

    @Override
    public String[] getClientAliases(String kind, Principal @Nullable [] issuers) {
        return kind.equals(key.getAlgorithm()) ? new String[] {ALIAS} : new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return forKinds(kinds);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String @Nullable [] kinds, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return forKinds(kinds);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return alias.equals(ALIAS) ? chain.toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? key : null;
    }

    @Override
    public String[] getServerAliases(String kind, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
            String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

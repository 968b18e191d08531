package dev.rollcall.server.pki.key;

import dev.rollcall.common.pki.KeyId;
import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Where one key of a district, or of the installation, stands in its life.
 *
 * @param since when it came into its state
 * @param privateHere whether this installation can sign with it
 * @param token where its private half is in a token; else it is in the database, encrypted
 * @param certificate of an authority
 */
public record KeyLife(
        KeyId id,
        Purpose purpose,
        KeyState state,
        Instant since,
        PublicKey publicKey,
        boolean privateHere,
        Optional<InToken> token,
        Optional<X509Certificate> certificate) {

    public KeyLife {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(publicKey, "publicKey");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(certificate, "certificate");
    }
}

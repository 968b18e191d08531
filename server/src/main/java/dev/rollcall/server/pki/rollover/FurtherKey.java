package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Purpose;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The public half of the key after the next one, which stays offline. */
record FurtherKey(Purpose purpose, PublicKey publicKey, Optional<X509Certificate> certificate) {

    static FurtherKey root(X509Certificate certificate) {
        return new FurtherKey(Purpose.ROOT, certificate.getPublicKey(), Optional.of(certificate));
    }

    static FurtherKey order(PublicKey key) {
        return new FurtherKey(Purpose.ORDER, key, Optional.empty());
    }

    void add(Handle handle, DistrictId owner, Instant now) {
        Keys.add(handle, owner, purpose, KeyState.NEXT, publicKey, Optional.empty(), now);
        certificate.ifPresent(authority -> Keys.addAuthority(handle, owner, authority));
    }
}

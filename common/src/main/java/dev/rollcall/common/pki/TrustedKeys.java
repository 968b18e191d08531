package dev.rollcall.common.pki;

import java.security.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The public keys whose signatures count, by id. Immutable. */
public final class TrustedKeys {

    private final Map<KeyId, VerificationKey> keys;

    private TrustedKeys(Map<KeyId, VerificationKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    public static TrustedKeys of(List<PublicKey> keys) {
        var byId = new HashMap<KeyId, VerificationKey>();
        keys.forEach(key -> byId.put(KeyId.of(key), VerificationKey.of(key)));
        return new TrustedKeys(byId);
    }

    Optional<VerificationKey> find(KeyId id) {
        return Optional.ofNullable(keys.get(id));
    }
}

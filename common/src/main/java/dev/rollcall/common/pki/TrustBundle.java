package dev.rollcall.common.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The payload of a signed {@code trust-bundle}: whom a district's agents trust and where they
 * connect.
 *
 * @param district it is for
 * @param generation never goes back
 * @param epoch of the server's database; it rises when the server was restored from a backup
 * @param gateways host:port of the device gateway, in order of preference
 * @param https host:port of the HTTPS port
 * @param roots PEM certificates: the current root and, once made, the next
 * @param orderKeys SubjectPublicKeyInfo of the current and the next order key
 * @param escrowKey SubjectPublicKeyInfo that recovery keys are sealed to
 * @param minimumAgent oldest agent version that the server talks to
 */
public record TrustBundle(
        DistrictId district,
        long generation,
        long epoch,
        List<String> gateways,
        List<String> https,
        List<String> roots,
        List<Bytes> orderKeys,
        Optional<Bytes> escrowKey,
        String minimumAgent) {

    /** The type of the signed document. */
    public static final String TYPE = "trust-bundle";

    public TrustBundle {
        Objects.requireNonNull(district, "district");
        gateways = List.copyOf(Objects.requireNonNullElse(gateways, List.<String>of()));
        https = List.copyOf(Objects.requireNonNullElse(https, List.<String>of()));
        roots = List.copyOf(Objects.requireNonNullElse(roots, List.<String>of()));
        orderKeys = List.copyOf(Objects.requireNonNullElse(orderKeys, List.<Bytes>of()));
        escrowKey = Objects.requireNonNullElse(escrowKey, Optional.empty());
        Objects.requireNonNull(minimumAgent, "minimumAgent");
        if (gateways.isEmpty() || roots.isEmpty() || orderKeys.isEmpty()) {
            throw new IllegalArgumentException("a gateway, a root and an order key expected");
        }
    }

    public TrustedKeys trustedOrderKeys() {
        return TrustedKeys.of(orderKeys.stream().map(k -> EcKeys.publicKey(k.toArray())).toList());
    }
}

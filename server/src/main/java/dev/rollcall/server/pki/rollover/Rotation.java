package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.pki.key.KeyLife;
import dev.rollcall.server.pki.key.KeyLives;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The keys of one purpose as they are being replaced. Immutable.
 *
 * @param owner the district, or the provider for what is the installation's own
 * @param keys of this purpose that are not finished, oldest first
 */
record Rotation(Purpose purpose, DistrictId owner, List<KeyLife> keys) {

    Rotation {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(owner, "owner");
        keys = List.copyOf(keys);
    }

    static Rotation read(Handle handle, Purpose purpose, DistrictId owner) {
        return new Rotation(
                purpose,
                owner,
                KeyLives.of(handle, owner).stream()
                        .filter(key -> key.purpose() == purpose)
                        .toList());
    }

    /** Whether a next key of this purpose waits offline, and agents know next keys beforehand. */
    boolean bornOffline() {
        return purpose == Purpose.ORDER || purpose == Purpose.ROOT;
    }

    /** Whether a next key is ready to become the current one. */
    boolean prepared() {
        return next().filter(key -> !bornOffline() || key.privateHere()).isPresent();
    }

    /** Whether a past key still counts. */
    boolean activated() {
        return !in(KeyState.PAST).isEmpty();
    }

    List<KeyLife> in(KeyState state) {
        return keys.stream().filter(key -> key.state() == state).toList();
    }

    /** Of a root or an order key the one that is ready, before the one that waits offline. */
    Optional<KeyLife> next() {
        return in(KeyState.NEXT).stream()
                .filter(KeyLife::privateHere)
                .findFirst()
                .or(() -> in(KeyState.NEXT).stream().findFirst());
    }

    /**
     * Whether using the next key uses up the one that waited offline, so that another one must be
     * made; a key from a token leaves it waiting.
     */
    boolean needsKeyAfter() {
        return bornOffline() && requireNext().token().isEmpty();
    }

    KeyLife requireNext() {
        return next().orElseThrow(() -> new PkiException("there is no next " + word()));
    }

    KeyLife current() {
        return in(KeyState.CURRENT).stream()
                .findFirst()
                .orElseThrow(() -> new PkiException("there is no current " + word()));
    }

    /** As in a sentence. */
    String word() {
        return switch (purpose) {
            case ROOT -> "root";
            case INFRASTRUCTURE -> "infrastructure authority";
            case ISSUING -> "issuing authority";
            case TLS -> "TLS key";
            case ORDER -> "order key";
            case ESCROW -> "escrow key";
        };
    }
}

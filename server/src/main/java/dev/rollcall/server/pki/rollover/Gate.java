package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.server.pki.BundleHistory;
import dev.rollcall.server.pki.key.KeyLife;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.pki.rollover.Dependents.Holding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/** Says whether somebody still depends on what a step would take away. */
final class Gate {

    /** No generation is that high: nobody holds a bundle that was never signed. */
    private static final long NEVER = Long.MAX_VALUE;

    private final Dependents dependents;

    Gate(Dependents dependents) {
        this.dependents = dependents;
    }

    /** How many devices are left behind when the next key is used; refuses while some wait. */
    long activate(Handle handle, Rotation rotation, Patience patience, Instant now) {
        return rotation.bornOffline()
                ? patience.require(
                        holding(
                                handle,
                                districts(handle, rotation),
                                names(rotation.requireNext()),
                                patience,
                                now),
                        "the next " + rotation.word())
                : 0;
    }

    /** How many are left behind when the past key ends; refuses while something depends on it. */
    long finish(Handle handle, Rotation rotation, Patience patience, Instant now) {
        return switch (rotation.purpose()) {
            case ORDER -> {
                requireNoOpenOrders(handle, rotation);
                yield requireHeld(handle, rotation, patience, now);
            }
            case ROOT, ESCROW -> requireHeld(handle, rotation, patience, now);
            case INFRASTRUCTURE, ISSUING, TLS -> 0;
        };
    }

    /**
     * A key from a token was known to nobody beforehand: who sleeps until the past one ends knows
     * no key that signs any more, so such an end waits for everybody.
     */
    private long requireHeld(Handle handle, Rotation rotation, Patience asked, Instant now) {
        var patience = rotation.current().token().isPresent() ? asked.withEverybody() : asked;
        return patience.require(
                holding(
                        handle,
                        districts(handle, rotation),
                        names(rotation.current()),
                        patience,
                        now),
                "the new " + rotation.word());
    }

    private void requireNoOpenOrders(Handle handle, Rotation rotation) {
        long open =
                rotation.in(KeyState.PAST).stream()
                        .mapToLong(key ->
                                dependents.orders().signedBy(handle, rotation.owner(), key.id()))
                        .sum();
        if (open > 0) {
            throw new PkiException(
                    "%d job orders with open runs are signed by the past order key: wait until they are done or expired, or cancel them"
                            .formatted(open));
        }
    }

    /** Past authorities that may end. @param leftBehind devices that were named by their number */
    record Ended(List<KeyLife> authorities, long leftBehind) {}

    /**
     * The past authorities of which no certificate is in use, or all, where the number of the
     * devices was named; refuses where there is none.
     */
    Ended endedAuthorities(
            Handle handle, Rotation rotation, List<KeyLife> past, Patience patience, Instant now) {
        var unused = new ArrayList<KeyLife>();
        long waiting = 0;
        for (var authority : past) {
            long users = dependents.users().of(handle, rotation.owner(), authority.id(), now);
            waiting += users;
            if (users == 0) {
                unused.add(authority);
            }
        }
        if (waiting > 0 && patience.evenIf().equals(Optional.of(waiting))) {
            return new Ended(past, waiting);
        }
        if (unused.isEmpty()) {
            throw new PkiException(
                    "%s only a certificate of a past issuing authority: they renew by themselves from two thirds of its life on, or leave them behind with --even-if %d"
                            .formatted(
                                    waiting == 1 ? "1 device has" : waiting + " devices have",
                                    waiting));
        }
        return new Ended(unused, 0);
    }

    Holding holding(
            Handle handle,
            List<DistrictId> districts,
            Predicate<TrustBundle> says,
            Patience patience,
            Instant now) {
        return districts.stream()
                .map(district -> {
                    long generation = BundleHistory.of(handle, district).since(says).orElse(NEVER);
                    return dependents
                            .holders()
                            .of(handle, district, generation, now.minus(patience.seenWithin()));
                })
                .reduce(Holding.NOBODY, Holding::and);
    }

    private static List<DistrictId> districts(Handle handle, Rotation rotation) {
        return rotation.purpose() == Purpose.ROOT
                ? Keys.districts(handle, Purpose.ISSUING)
                : List.of(rotation.owner());
    }

    private static Predicate<TrustBundle> names(KeyLife key) {
        var bytes = Bytes.copyOf(key.publicKey().getEncoded());
        return switch (key.purpose()) {
            case ORDER -> bundle -> bundle.orderKeys().contains(bytes);
            case ESCROW -> bundle -> bundle.escrowKey().equals(Optional.of(bytes));
            case ROOT -> {
                var certificate = Pem.encode(key.certificate().orElseThrow());
                yield bundle -> bundle.roots().contains(certificate);
            }
            case INFRASTRUCTURE, ISSUING, TLS ->
                    throw new IllegalArgumentException("bundles name no " + key.purpose());
        };
    }
}

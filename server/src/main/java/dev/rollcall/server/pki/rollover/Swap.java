package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.server.pki.Certificates;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.key.KeyLife;
import dev.rollcall.server.pki.key.KeyLives;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Moves keys between their states, in the caller's transaction. A new root brings a next
 * infrastructure authority, which serves from finish on, and issuing authorities, which issue at
 * once.
 */
final class Swap {

    private final NextKeys keys;

    Swap(NextKeys keys) {
        this.keys = keys;
    }

    /** Refuses where another rotation must end first. */
    void requireUnentangled(Handle handle, Rotation rotation) {
        var provider = KeyRing.provider(handle);
        switch (rotation.purpose()) {
            case ROOT -> {
                var infrastructure = Rotation.read(handle, Purpose.INFRASTRUCTURE, provider);
                if (infrastructure.prepared() || infrastructure.activated()) {
                    throw new PkiException(
                            "the infrastructure authority is being replaced: finish or undo that first");
                }
                for (var district : Keys.districts(handle, Purpose.ISSUING)) {
                    if (Rotation.read(handle, Purpose.ISSUING, district).prepared()) {
                        throw new PkiException(
                                "an issuing authority is prepared: activate or undo that first");
                    }
                }
            }
            case INFRASTRUCTURE -> requireRootAtRest(handle, provider);
            case ISSUING, TLS, ORDER, ESCROW -> {}
        }
    }

    private static void requireRootAtRest(Handle handle, DistrictId provider) {
        if (Rotation.read(handle, Purpose.ROOT, provider).activated()) {
            throw new PkiException(
                    "the root is being replaced, and the infrastructure authority with it: finish that first");
        }
    }

    void activate(Handle handle, Rotation rotation, Instant now) {
        var owner = rotation.owner();
        rotation.in(KeyState.CURRENT)
                .forEach(key -> KeyLives.move(handle, owner, key.id(), KeyState.PAST, now));
        KeyLives.move(handle, owner, rotation.requireNext().id(), KeyState.CURRENT, now);
        if (rotation.purpose() == Purpose.ROOT) {
            keys.infrastructure(handle, owner, KeyState.NEXT, now);
            for (var district : Keys.districts(handle, Purpose.ISSUING)) {
                Rotation.read(handle, Purpose.ISSUING, district)
                        .in(KeyState.CURRENT)
                        .forEach(key ->
                                KeyLives.move(handle, district, key.id(), KeyState.PAST, now));
                keys.issuing(handle, district, KeyState.CURRENT, now);
            }
        }
    }

    /**
     * @param ended past keys; what an escrow key sealed must be opened for good
     */
    void finish(Handle handle, Rotation rotation, List<KeyLife> ended, Instant now) {
        if (rotation.purpose() == Purpose.INFRASTRUCTURE) {
            requireRootAtRest(handle, rotation.owner());
        }
        for (var key : ended) {
            KeyLives.finish(handle, rotation.owner(), key.id(), now);
            if (rotation.purpose() != Purpose.ESCROW) {
                KeyLives.forgetPrivate(handle, rotation.owner(), key.id());
            }
        }
        if (rotation.purpose() == Purpose.ROOT) {
            var infrastructure = Rotation.read(handle, Purpose.INFRASTRUCTURE, rotation.owner());
            var past = infrastructure.current();
            KeyLives.finish(handle, rotation.owner(), past.id(), now);
            KeyLives.forgetPrivate(handle, rotation.owner(), past.id());
            KeyLives.move(
                    handle,
                    rotation.owner(),
                    infrastructure.requireNext().id(),
                    KeyState.CURRENT,
                    now);
        }
    }

    void unprepare(Handle handle, Rotation rotation) {
        var next = rotation.requireNext();
        if (rotation.needsKeyAfter()) {
            KeyLives.forgetPrivate(handle, rotation.owner(), next.id());
            return;
        }
        if (rotation.purpose() == Purpose.INFRASTRUCTURE) {
            requireRootAtRest(handle, rotation.owner());
        }
        if (rotation.bornOffline() && KeyLives.wasUsed(handle, rotation.owner(), next.id())) {
            throw new PkiException(
                    "the next %s was in use before, and what it signed may count: activate it again"
                            .formatted(rotation.word()));
        }
        long issued = Certificates.issuedBy(handle, rotation.owner(), next.id());
        if (issued > 0) {
            throw new PkiException(
                    "the next %s was in use before and has signed %d certificates: activate it again"
                            .formatted(rotation.word(), issued));
        }
        KeyLives.delete(handle, rotation.owner(), next.id());
    }

    void deactivate(Handle handle, Rotation rotation, Instant now) {
        if (rotation.purpose() == Purpose.ESCROW) {
            throw new PkiException(
                    "devices may have sealed secrets to the new escrow key: rotate once more instead");
        }
        if (rotation.purpose() == Purpose.INFRASTRUCTURE) {
            requireRootAtRest(handle, rotation.owner());
        }
        var owner = rotation.owner();
        // of a root or an order key: the one after, which lies in a file and is in nobody's way;
        // it was not made for a key from a token, and what waits offline goes on waiting
        if (rotation.current().token().isEmpty()) {
            rotation.in(KeyState.NEXT).forEach(key -> KeyLives.delete(handle, owner, key.id()));
        }
        KeyLives.move(handle, owner, rotation.current().id(), KeyState.NEXT, now);
        KeyLives.move(
                handle, owner, rotation.in(KeyState.PAST).getLast().id(), KeyState.CURRENT, now);
        if (rotation.purpose() == Purpose.ROOT) {
            Rotation.read(handle, Purpose.INFRASTRUCTURE, owner)
                    .in(KeyState.NEXT)
                    .forEach(key -> KeyLives.delete(handle, owner, key.id()));
        }
    }
}

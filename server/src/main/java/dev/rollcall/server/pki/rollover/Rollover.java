package dev.rollcall.server.pki.rollover;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.ChangedHost;
import dev.rollcall.server.pki.Endpoints;
import dev.rollcall.server.pki.KeyRing;
import dev.rollcall.server.pki.key.KeyLives;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.storage.Database;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Replaces keys in the database of a server that is stopped. Every step is one transaction, after
 * the file that it writes, if any; killed anywhere, it is asked again. What is refused, and why, is
 * a {@link PkiException}.
 */
public final class Rollover {

    private final Database database;
    private final KeyVault vault;
    private final Endpoints endpoints;
    private final Gate gate;
    private final InstantSource clock;
    private final SecureRandom random;
    private final int iterations;
    private final NextKeys keys;
    private final Swap swap;
    private final RotationAudit audit;

    /**
     * What the steps are done with.
     *
     * @param iterations that stretch passphrases of people
     * @param token where keys are made and found, if anywhere
     */
    public record Tools(
            InstantSource clock, SecureRandom random, int iterations, Optional<KeyToken> token) {

        public Tools {
            Objects.requireNonNull(clock, "clock");
            Objects.requireNonNull(random, "random");
            Objects.requireNonNull(token, "token");
        }

        public static Tools usual(InstantSource clock, SecureRandom random) {
            return new Tools(clock, random, PassphraseEncryption.ITERATIONS, Optional.empty());
        }

        public Tools with(Optional<KeyToken> token) {
            return new Tools(clock, random, iterations, token);
        }
    }

    private Rollover(
            Database database,
            KeyVault vault,
            Endpoints endpoints,
            Dependents dependents,
            Tools tools) {
        this.database = database;
        this.vault = vault;
        this.endpoints = endpoints;
        this.gate = new Gate(dependents);
        this.clock = tools.clock();
        this.random = tools.random();
        this.iterations = tools.iterations();
        this.keys = new NextKeys(vault, random);
        this.swap = new Swap(keys);
        this.audit = new RotationAudit(random);
    }

    /**
     * @param endpoints of the configuration
     */
    public static Rollover open(
            Database database,
            Secret serverPassphrase,
            Endpoints endpoints,
            Dependents dependents,
            Tools tools) {
        var vault =
                database.read(
                        h -> KeyVault.open(h, serverPassphrase, tools.random(), tools.token()));
        database.read(h -> {
            KeyRing.requirePassphrase(h, vault);
            return vault;
        });
        vault.settle(database);
        return new Rollover(database, vault, endpoints, dependents, tools);
    }

    /** Makes the next key ready; its private half is here from now on, encrypted. */
    public Done prepare(Purpose purpose, DistrictId owner, Supplies supplies) {
        var found = database.read(h -> Rotation.read(h, purpose, owner));
        if (found.prepared()) {
            return Done.unchanged("the next " + found.word() + " is prepared already");
        }
        // certificates of several past authorities may count at once; past anchors wait for finish
        if (found.activated() && purpose != Purpose.ISSUING) {
            throw new PkiException(
                    "the past " + found.word() + " still counts: finish that rotation first");
        }
        switch (purpose) {
            case ORDER, ROOT -> {
                if (supplies.offline().isPresent() || !vault.hasToken()) {
                    takeFromFile(found, supplies);
                } else {
                    change(
                            found,
                            Step.PREPARE,
                            0,
                            (h, now) -> keys.inToken(h, owner, purpose, now));
                }
            }
            case ESCROW -> makeEscrow(found, supplies.requireCustodian());
            case INFRASTRUCTURE ->
                    change(
                            found,
                            Step.PREPARE,
                            0,
                            (h, now) -> keys.infrastructure(h, owner, KeyState.NEXT, now));
            case ISSUING ->
                    change(
                            found,
                            Step.PREPARE,
                            0,
                            (h, now) -> keys.issuing(h, owner, KeyState.NEXT, now));
            case TLS ->
                    change(
                            found,
                            Step.PREPARE,
                            0,
                            (h, now) ->
                                    keys.tls(
                                            h,
                                            owner,
                                            endpoints.with(ChangedHost.all(h, owner)).names(),
                                            now));
        }
        return Done.changed("the next " + found.word() + " is prepared");
    }

    private void takeFromFile(Rotation found, Supplies supplies) {
        var next = found.requireNext();
        var encrypted = vault.encrypt(supplies.requireOffline().privateHalf(next.publicKey()));
        change(
                found,
                Step.PREPARE,
                0,
                (h, now) -> KeyLives.keepPrivate(h, found.owner(), next.id(), encrypted));
    }

    private void makeEscrow(Rotation found, Secret custodian) {
        var pair = EcKeys.generate();
        var encrypted =
                Bytes.copyOf(
                        new PassphraseEncryption(random)
                                .encrypt(pair.getPrivate(), custodian, iterations));
        change(
                found,
                Step.PREPARE,
                0,
                (h, now) -> keys.escrow(h, found.owner(), pair, encrypted, now));
    }

    /**
     * Makes the next key the current one; the past one goes on counting. Of a root or an order key
     * the key after it is made first, into a file of its own.
     */
    public Done activate(Purpose purpose, DistrictId owner, Supplies supplies, Patience patience) {
        var found = database.read(h -> Rotation.read(h, purpose, owner));
        if (!found.prepared()) {
            if (found.activated()) {
                return Done.unchanged("the new " + found.word() + " is in use already");
            }
            throw new PkiException(
                    "there is no " + found.word() + " to activate: prepare it first");
        }
        requireThere(found);
        long leftBehind =
                database.read(h -> {
                    swap.requireUnentangled(h, found);
                    return gate.activate(h, found, patience, clock.instant());
                });
        if (!found.needsKeyAfter()) {
            change(found, Step.ACTIVATE, leftBehind, (h, now) -> swap.activate(h, found, now));
            return Done.changed("the new " + found.word() + " is in use from the next start on");
        }
        var file = supplies.requireOffline();
        var after = after(found, supplies);
        change(
                found,
                Step.ACTIVATE,
                leftBehind,
                (h, now) -> {
                    if (Keys.isKnown(h, after.publicKey())) {
                        throw new PkiException(
                                file.path() + " holds a key that is known already: name another");
                    }
                    swap.activate(h, found, now);
                    after.add(h, owner, now);
                });
        return new Done(
                true,
                "the new " + found.word() + " is in use from the next start on",
                leftBehind,
                Optional.of(file.path()),
                List.of());
    }

    /** Refuses a next key that its token has lost, before anything depends on it. */
    private void requireThere(Rotation found) {
        var next = found.requireNext();
        next.token().ifPresent(where -> vault.open(where, next.publicKey()));
    }

    private FurtherKey after(Rotation found, Supplies supplies) {
        var file = supplies.requireOffline();
        var now = clock.instant();
        return found.purpose() == Purpose.ROOT
                ? FurtherKey.root(
                        file.root(iterations, random, pair -> keys.profiles().root(pair, now)))
                : FurtherKey.order(file.order(iterations, random));
    }

    /** Ends the past key: no bundle names it and no certificate of it counts any more. */
    public Done finish(Purpose purpose, DistrictId owner, Patience patience) {
        var found = database.read(h -> Rotation.read(h, purpose, owner));
        var past = found.in(KeyState.PAST);
        if (past.isEmpty()) {
            return Done.unchanged("there is no past " + found.word() + " to finish");
        }
        var ended =
                database.read(h -> {
                    var now = clock.instant();
                    return purpose == Purpose.ISSUING
                            ? gate.endedAuthorities(h, found, past, patience, now)
                            : new Gate.Ended(past, gate.finish(h, found, patience, now));
                });
        int count = ended.authorities().size();
        change(
                found,
                Step.FINISH,
                ended.leftBehind(),
                (h, now) -> swap.finish(h, found, ended.authorities(), now));
        var kept = ended.authorities().stream().flatMap(key -> key.token().stream()).toList();
        return new Done(
                true,
                count == past.size()
                        ? "the past " + found.word() + " counts no more"
                        : "%d of %d past authorities count no more".formatted(count, past.size()),
                ended.leftBehind(),
                Optional.empty(),
                kept);
    }

    /** Takes the last step back, as long as it was not finished. */
    public Done undo(Purpose purpose, DistrictId owner) {
        var found = database.read(h -> Rotation.read(h, purpose, owner));
        if (found.prepared()) {
            change(
                    found,
                    Step.UNDO,
                    0,
                    (h, now) -> {
                        swap.unprepare(h, found);
                        // noted before the commit: a crash after it leaves nothing in the token
                        found.requireNext().token().ifPresent(vault::forget);
                    });
            return Done.changed("the next " + found.word() + " is not prepared any more");
        }
        if (found.activated()) {
            change(found, Step.UNDO, 0, (h, now) -> swap.deactivate(h, found, now));
            return Done.changed("the past " + found.word() + " is in use again");
        }
        return Done.unchanged("there is nothing to undo");
    }

    /** What a step does to the database. */
    private interface Change {
        void make(Handle handle, Instant now);
    }

    private void change(Rotation before, Step step, long leftBehind, Change change) {
        database.change(handle -> {
            var now = clock.instant();
            change.make(handle, now);
            audit.record(
                    handle,
                    step,
                    before,
                    Rotation.read(handle, before.purpose(), before.owner()),
                    leftBehind,
                    now);
            KillPoint.pass("server.pki-" + step.word() + ".before-commit");
        });
        KillPoint.pass("server.pki-" + step.word() + ".after-commit");
        vault.settle(database);
    }
}

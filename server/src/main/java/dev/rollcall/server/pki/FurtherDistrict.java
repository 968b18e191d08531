package dev.rollcall.server.pki;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.OfflineKeys;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.storage.Database;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Adds a district with keys of its own to an installation: the file of its next keys first, whole
 * or absent, then everything in the database in one transaction. A running server learns of it when
 * it starts again.
 */
public final class FurtherDistrict {

    private final Database database;
    private final InstantSource clock;
    private final SecureRandom random;
    private final int iterations;

    public FurtherDistrict(Database database, InstantSource clock, SecureRandom random) {
        this(database, clock, random, PassphraseEncryption.ITERATIONS);
    }

    FurtherDistrict(Database database, InstantSource clock, SecureRandom random, int iterations) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.iterations = iterations;
    }

    /** Makes the district in our transaction. */
    public interface Founding {

        DistrictId found(Handle handle, Instant now);
    }

    /** Adds it, or changes nothing in the database. */
    public DistrictId add(
            Secret serverPassphrase,
            Optional<KeyToken> token,
            DistrictSecrets secrets,
            Founding founding) {
        var vault = database.read(h -> KeyVault.open(h, serverPassphrase, random, token));
        // before anything is written: a wrong passphrase or another token shows
        database.read(h -> {
            KeyRing.requirePassphrase(h, vault);
            return root(h, vault);
        });
        vault.settle(database);
        var offline = offline(secrets);
        var ceremony = new KeyCeremony(vault, random);
        var escrow = ceremony.escrow(secrets.custodianPassphrase(), iterations);
        var added =
                database.write(handle -> {
                    refuseSharedKeys(handle, offline, secrets);
                    var now = clock.instant();
                    var district = founding.found(handle, now);
                    ceremony.district(handle, root(handle, vault), district, offline, escrow, now);
                    KillPoint.pass("server.district-add.before-commit");
                    return district;
                });
        vault.settle(database);
        return added;
    }

    private static CertificateProfiles.Signer root(Handle handle, KeyVault vault) {
        return KeyRing.openRoot(handle, vault, KeyRing.provider(handle));
    }

    private OfflineKeys offline(DistrictSecrets secrets) {
        return OfflineKeys.openOrCreate(
                secrets.offlineFile(), secrets.offlinePassphrase(), iterations, random, List.of());
    }

    /** Another district's file opens with the same passphrase, but its keys are that district's. */
    private static void refuseSharedKeys(
            Handle handle, OfflineKeys offline, DistrictSecrets secrets) {
        if (!offline.nextRoot().isEmpty() || Keys.isKnown(handle, offline.nextOrder())) {
            throw new PkiException(
                    secrets.offlineFile()
                            + " holds the keys of another district: give a file of its own");
        }
    }
}

package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Digest;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.CertificateProfiles.Signer;
import dev.rollcall.server.pki.key.KeyToken;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.OfflineKeys;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.Installation;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Makes an installation once: files first, each whole or absent, then everything in the database in
 * one transaction. Killed anywhere, it is run again and goes on with the files it left.
 */
public final class Initialization {

    private final Database database;
    private final InstantSource clock;
    private final SecureRandom random;
    private final int iterations;

    public Initialization(Database database, InstantSource clock, SecureRandom random) {
        this(database, clock, random, PassphraseEncryption.ITERATIONS);
    }

    Initialization(Database database, InstantSource clock, SecureRandom random, int iterations) {
        this.database = database;
        this.clock = clock;
        this.random = random;
        this.iterations = iterations;
    }

    /**
     * What is to be made.
     *
     * @param serverPassphrase is needed at each start of the server
     * @param token where keys are made; without it they are in the database
     */
    public record Plan(
            Path dataFolder,
            Secret serverPassphrase,
            Optional<KeyToken> token,
            DistrictSecrets secrets,
            Endpoints endpoints) {

        public Plan {
            Objects.requireNonNull(dataFolder, "dataFolder");
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(secrets, "secrets");
            Objects.requireNonNull(endpoints, "endpoints");
            if (serverPassphrase.isEmpty()) {
                throw new IllegalArgumentException("the server passphrase is empty");
            }
        }

        /** Beside the data folder, so that a copy of the folder does not take it along. */
        public static Path offlineFileBeside(Path dataFolder) {
            return dataFolder.toAbsolutePath().resolveSibling("offline-keys.pem");
        }
    }

    /** Makes the provider, the first district and the first administrator, in our transaction. */
    public interface Founding {

        Founded found(Handle handle, Instant now);
    }

    /** Whom the keys are made for. */
    public record Founded(DistrictId provider, DistrictId district) {}

    /** What came of it. */
    public sealed interface Result {

        /** SHA-256 of the root certificate, which agents pin. */
        Digest rootFingerprint();

        /** Everything was made. @param offlineFile is to be moved away */
        record Initialized(Digest rootFingerprint, Founded founded, Path offlineFile)
                implements Result {}

        /** Nothing was changed. */
        record AlreadyInitialized(Digest rootFingerprint) implements Result {}
    }

    /** What an earlier initialization left; empty where there was none. */
    public Optional<Result> earlier() {
        return database.read(Installation::epoch).map(epoch -> already());
    }

    public Result run(Plan plan, Founding founding) {
        var earlier = earlier();
        if (earlier.isPresent()) {
            return earlier.get();
        }
        var now = clock.instant();
        AuditSealing.openOrCreate(plan.dataFolder(), plan.serverPassphrase(), iterations, random);
        var offline = offline(plan.secrets(), now);
        var result =
                database.write(handle -> {
                    if (Installation.epoch(handle).isPresent()) {
                        return already(handle);
                    }
                    return make(handle, plan, founding, offline, now);
                });
        database.read(h -> vault(h, plan)).settle(database);
        return result;
    }

    private KeyVault vault(Handle handle, Plan plan) {
        return KeyVault.open(handle, plan.serverPassphrase(), random, plan.token());
    }

    private OfflineKeys offline(DistrictSecrets secrets, Instant now) {
        var profiles = new CertificateProfiles(random);
        return OfflineKeys.openOrCreate(
                secrets.offlineFile(),
                secrets.offlinePassphrase(),
                iterations,
                random,
                List.of(pair -> profiles.root(pair, now)));
    }

    private Result make(
            Handle handle, Plan plan, Founding founding, OfflineKeys offline, Instant now) {
        Installation.begin(handle, now);
        var founded = founding.found(handle, now);
        var vault =
                KeyVault.create(handle, plan.serverPassphrase(), iterations, random, plan.token());
        var ceremony = new KeyCeremony(vault, random);
        Signer root = ceremony.root(handle, founded.provider(), offline, now);
        var escrow = ceremony.escrow(plan.secrets().custodianPassphrase(), iterations);
        ceremony.district(handle, root, founded.district(), offline, escrow, now);
        new ServerCertificate(vault, new CertificateProfiles(random), new KeyAudit(random))
                .ensure(handle, KeyRing.load(handle, vault), plan.endpoints().names(), now);
        return new Result.Initialized(
                fingerprint(root.certificate()), founded, plan.secrets().offlineFile());
    }

    private Result already() {
        return database.read(Initialization::already);
    }

    private static Result already(Handle handle) {
        if (Keys.districts(handle, Purpose.ROOT).isEmpty()) {
            throw new PkiException("the database has no root certificate");
        }
        return new Result.AlreadyInitialized(
                fingerprint(KeyRing.servingRoot(handle, KeyRing.provider(handle))));
    }

    static Digest fingerprint(X509Certificate certificate) {
        return Digest.of(Keys.der(certificate).toArray());
    }
}

package dev.rollcall.server.pki;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.id.IdSource;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.org.Units;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.testing.TestCa;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An initialized installation in a test's database and folder, with passphrases stretched hardly at
 * all, so that it is made in milliseconds.
 */
public final class TestPki {

    public static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");
    public static final Secret PASSPHRASE = Secret.ofText("correct horse");
    public static final Secret OFFLINE = Secret.ofText("kept in the säfe");
    public static final Secret CUSTODIAN = Secret.ofText("two custodians");

    static final RevocationAddresses NOWHERE = new RevocationAddresses(List.of(), List.of());

    private static final int ITERATIONS = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final Path folder;
    private final InstantSource clock;
    private final Units units;

    public TestPki(Database database, Path folder) {
        this(database, folder, InstantSource.fixed(NOW));
    }

    public TestPki(Database database, Path folder, InstantSource clock) {
        this.database = database;
        this.folder = folder;
        this.clock = clock;
        this.units = new Units(new IdSource(clock, RANDOM));
    }

    public static Endpoints endpoints(String... names) {
        return new Endpoints(
                List.of(names), List.of("localhost:8443"), List.of("localhost:8444"), "0.1.0");
    }

    public Initialization initialization() {
        return new Initialization(database, clock, RANDOM, ITERATIONS);
    }

    public Initialization.Plan plan() {
        return new Initialization.Plan(
                folder.resolve("data"),
                PASSPHRASE,
                Optional.empty(),
                secrets("offline-keys.pem"),
                endpoints("localhost", "127.0.0.1"));
    }

    public DistrictSecrets secrets(String offlineFile) {
        return new DistrictSecrets(folder.resolve(offlineFile), OFFLINE, CUSTODIAN);
    }

    /** Provider "acme" with the district "lincoln". */
    public Initialization.Founding founding() {
        return (handle, now) -> {
            var zone = ZoneId.of("America/Chicago");
            var provider = units.createProvider(handle, "acme", "Acme IT", zone, now);
            var district = units.createDistrict(handle, "lincoln", "Lincoln USD", zone, now);
            return new Initialization.Founded(provider, district);
        };
    }

    public Initialization.Founded initialize() {
        return switch (initialization().run(plan(), founding())) {
            case Initialization.Result.Initialized made -> made.founded();
            case Initialization.Result.AlreadyInitialized found ->
                    throw new IllegalStateException("initialized already");
        };
    }

    public Authorities open() {
        return open(endpoints("localhost", "127.0.0.1"));
    }

    public Authorities open(Endpoints endpoints) {
        return Authorities.open(database, PASSPHRASE, Optional.empty(), endpoints, clock, RANDOM);
    }

    /** A further district with keys of its own, which authorities know that are opened later. */
    public DistrictId addDistrict(String slug) {
        return addDistrict(slug, secrets("offline-" + slug + ".pem"));
    }

    public DistrictId addDistrict(String slug, DistrictSecrets secrets) {
        return new FurtherDistrict(database, clock, RANDOM, ITERATIONS)
                .add(
                        PASSPHRASE,
                        Optional.empty(),
                        secrets,
                        (handle, now) ->
                                units.createDistrict(
                                        handle, slug, slug, ZoneId.of("America/Chicago"), now));
    }

    /** The authority that issues for a district, with its private half. */
    public TestCa.Leaf issuing(DistrictId district) {
        return leaf(Objects.requireNonNull(ring().districts().get(district)).issuing());
    }

    /** The root, with its private half. */
    public TestCa.Leaf root() {
        return leaf(
                database.read(h ->
                        KeyRing.openRoot(
                                h,
                                KeyVault.open(h, PASSPHRASE, RANDOM, Optional.empty()),
                                KeyRing.provider(h))));
    }

    KeyRing ring() {
        return database.read(
                h -> KeyRing.load(h, KeyVault.open(h, PASSPHRASE, RANDOM, Optional.empty())));
    }

    private static TestCa.Leaf leaf(CertificateProfiles.Signer signer) {
        return new TestCa.Leaf(signer.key(), signer.certificate());
    }

    public Units units() {
        return units;
    }

    public Path dataFolder() {
        return folder.resolve("data");
    }
}

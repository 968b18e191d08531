package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.id.DistrictId;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Sealed;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.TrustBundle;
import dev.rollcall.server.pki.key.KeyState;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.Keys;
import dev.rollcall.server.pki.key.Keys.StoredKey;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.Purpose;
import dev.rollcall.server.storage.Database;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a device seals to its district's escrow key: the custodian's passphrase opens it, and
 * nothing that the server has does.
 */
class EscrowTest {

    private static final String PURPOSE = "recovery-key";
    private static final String RECOVERY_KEY = "314159-265358";

    @TempDir private Path folder;

    private static StoredKey escrowKey(Database database, DistrictId district) {
        var keys = database.read(h -> Keys.find(h, district, Purpose.ESCROW, KeyState.CURRENT));
        assertThat(keys).hasSize(1);
        return keys.getFirst();
    }

    /** As a device does, which knows its trust bundle and nothing else. */
    private static Sealed sealedByADevice(TestPki pki, DistrictId district) {
        var payload = pki.open().trustBundle(district).payload().toArray();
        var bundle = Json.wire().readValue(payload, TrustBundle.class);
        var recipient = EcKeys.publicKey(bundle.escrowKey().orElseThrow().toArray());
        return Sealed.seal(Secret.ofText(RECOVERY_KEY), recipient, PURPOSE);
    }

    private static Optional<String> opened(Sealed sealed, StoredKey escrow, Secret passphrase) {
        return PassphraseEncryption.decrypt(escrow.encrypted().orElseThrow().toArray(), passphrase)
                .flatMap(key -> sealed.open(escrow.publicKey(), key, PURPOSE))
                .map(Secret::revealText);
    }

    @StorageTest
    void theCustodiansPassphraseOpensWhatADeviceSealed(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var district = pki.initialize().district();
            var sealed = sealedByADevice(pki, district);

            var escrow = escrowKey(fresh.database(), district);

            assertThat(opened(sealed, escrow, TestPki.CUSTODIAN)).contains(RECOVERY_KEY);
        }
    }

    @StorageTest
    void noOtherPassphraseDoes(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var district = pki.initialize().district();
            var escrow = escrowKey(fresh.database(), district);
            var encrypted = escrow.encrypted().orElseThrow();

            for (var other :
                    new Secret[] {
                        Secret.ofText("two custodian"), TestPki.PASSPHRASE, TestPki.OFFLINE
                    }) {
                assertThat(PassphraseEncryption.decrypt(encrypted.toArray(), other)).isEmpty();
            }
            var vault =
                    fresh.database()
                            .read(h ->
                                    KeyVault.open(
                                            h,
                                            TestPki.PASSPHRASE,
                                            new SecureRandom(),
                                            Optional.empty()));
            assertThatThrownBy(() -> vault.open(encrypted)).isInstanceOf(PkiException.class);
        }
    }

    @StorageTest
    void aFurtherDistrictsCustodianOpensOnlyWhatIsSealedThere(TestDatabase engine) {
        try (var fresh = engine.fresh()) {
            var pki = new TestPki(fresh.database(), folder);
            var lincoln = pki.initialize().district();
            var hers = Secret.ofText("washington's custodian");
            var washington =
                    pki.addDistrict(
                            "washington",
                            new DistrictSecrets(
                                    folder.resolve("offline-w.pem"), TestPki.OFFLINE, hers));
            var sealedThere = sealedByADevice(pki, washington);
            var sealedHere = sealedByADevice(pki, lincoln);

            var escrow = escrowKey(fresh.database(), washington);

            assertThat(opened(sealedThere, escrow, hers)).contains(RECOVERY_KEY);
            assertThat(opened(sealedThere, escrow, TestPki.CUSTODIAN)).isEmpty();
            assertThat(opened(sealedHere, escrow, hers)).isEmpty();
        }
    }
}

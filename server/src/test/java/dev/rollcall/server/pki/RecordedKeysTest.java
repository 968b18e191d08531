package dev.rollcall.server.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.VerificationKey;
import dev.rollcall.server.Golden;
import dev.rollcall.server.pki.key.KeyVault;
import dev.rollcall.server.pki.key.OfflineKeys;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.storage.StorageTest;
import dev.rollcall.server.storage.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that OpenSSL encrypted in the forms of 0.1: their passphrases open them for good. */
class RecordedKeysTest {

    @TempDir private Path folder;

    private record Vault(Bytes salt, int iterations, Bytes publicKey, Bytes encrypted) {}

    private OfflineKeys offlineKeys(Path file, String passphrase) {
        return OfflineKeys.openOrCreate(
                file, Secret.ofText(passphrase), 1_000, new SecureRandom(), List.of());
    }

    @StorageTest
    void theVaultOpensUnderItsPassphrase(TestDatabase engine) throws GeneralSecurityException {
        var golden = Json.strict().readValue(Golden.text("keys/vault.json"), Vault.class);
        try (var fresh = engine.fresh()) {
            fresh.database()
                    .change(h ->
                            h.execute(
                                    "INSERT INTO pki_vault (id, salt, iterations) VALUES (1, ?, ?)",
                                    golden.salt(),
                                    golden.iterations()));

            var vault = open(fresh, "correct hörse");
            var wrong = open(fresh, "correct horse");

            assertThat(belong(golden.publicKey(), vault.open(golden.encrypted()))).isTrue();
            assertThatThrownBy(() -> wrong.open(golden.encrypted()))
                    .isInstanceOf(PkiException.class);
        }
    }

    private static KeyVault open(TestDatabase.Fresh fresh, String passphrase) {
        return fresh.database()
                .read(h ->
                        KeyVault.open(
                                h,
                                Secret.ofText(passphrase),
                                new SecureRandom(),
                                Optional.empty()));
    }

    @Test
    void theOfflineFileOpensAndStays() throws IOException {
        var file = Golden.copyTo(folder, "keys/offline-keys.pem");

        var keys = offlineKeys(file, "kept in the säfe");

        assertThat(keys.nextRoot()).hasSize(1);
        assertThat(KeyId.of(keys.nextOrder())).isEqualTo(new KeyId("3ea24d1984929a35"));
        assertThatThrownBy(() -> offlineKeys(file, "kept in the safe"))
                .isInstanceOf(PkiException.class);
        assertThat(file).hasContent(Golden.text("keys/offline-keys.pem") + "\n");
    }

    @Test
    void theAuditSealingKeyIsFoundInTheDataFolder() {
        Golden.copyTo(folder, "keys/audit-sealing-key.pem");

        var sealing = AuditSealing.open(folder, Secret.ofText("correct horse"));

        assertThat(sealing.keyId()).isEqualTo(new KeyId("c0ffd00be684439a"));
        var signed = new byte[] {1, 2, 3};
        assertThat(VerificationKey.of(sealing.publicKey()).verifies(signed, sealing.sign(signed)))
                .isTrue();
    }

    private static boolean belong(Bytes publicKey, PrivateKey privateKey)
            throws GeneralSecurityException {
        var signed = new byte[] {1, 2, 3};
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(privateKey);
        signature.update(signed);
        return VerificationKey.of(EcKeys.publicKey(publicKey.toArray()))
                .verifies(signed, signature.sign());
    }
}

package dev.rollcall.server.pki.key;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.Secret;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jdbi.v3.core.Handle;

/**
 * Encrypts and opens the private keys in the database, under a key that the server's passphrase is
 * stretched into once. Callers hold a {@link PrivateKey} and never learn where its bits are.
 *
 * <p>Safe for use by many threads.
 */
public final class KeyVault {

    /** Enough for the format: the key below is already 256 random-looking bits. */
    private static final int ITERATIONS_UNDER_A_STRONG_KEY = 1_000;

    private final PassphraseEncryption encryption;
    private final Secret keyEncryptionKey;

    private KeyVault(PassphraseEncryption encryption, Secret keyEncryptionKey) {
        this.encryption = encryption;
        this.keyEncryptionKey = keyEncryptionKey;
    }

    /** Makes the one vault of an installation. */
    public static KeyVault create(
            Handle handle, Secret passphrase, int iterations, SecureRandom random) {
        var encryption = new PassphraseEncryption(random);
        var salt = encryption.salt();
        handle.execute(
                "INSERT INTO pki_vault (id, salt, iterations) VALUES (1, ?, ?)", salt, iterations);
        return of(encryption, passphrase, salt, iterations);
    }

    /** Opens the vault that was made; a wrong passphrase shows at the first key. */
    public static KeyVault open(Handle handle, Secret passphrase, SecureRandom random) {
        return handle.createQuery("SELECT salt, iterations FROM pki_vault WHERE id = 1")
                .map((row, c) ->
                        of(
                                new PassphraseEncryption(random),
                                passphrase,
                                Bytes.copyOf(row.getBytes("salt")),
                                row.getInt("iterations")))
                .findOne()
                .orElseThrow(() ->
                        new PkiException(
                                "this installation has no keys yet: run rollcall init first"));
    }

    private static KeyVault of(
            PassphraseEncryption encryption, Secret passphrase, Bytes salt, int iterations) {
        var kek = PassphraseEncryption.stretch(passphrase, salt.toArray(), iterations);
        return new KeyVault(encryption, Secret.ofText(HexFormat.of().formatHex(kek)));
    }

    public Bytes encrypt(PrivateKey key) {
        return Bytes.copyOf(
                encryption.encrypt(key, keyEncryptionKey, ITERATIONS_UNDER_A_STRONG_KEY));
    }

    public PrivateKey open(Bytes encrypted) {
        return PassphraseEncryption.decrypt(encrypted.toArray(), keyEncryptionKey)
                .orElseThrow(
                        () -> new PkiException("the server passphrase does not open the keys"));
    }
}

package dev.rollcall.server.pki.key;

import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.pki.key.PrivateHalf.Encrypted;
import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import dev.rollcall.server.storage.Database;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and opens private keys: in the database, under a key that the server's passphrase is
 * stretched into once, or in a token. Callers hold a {@link PrivateKey} and never learn where its
 * bits are.
 *
 * <p>Safe for use by many threads.
 */
public final class KeyVault {

    /** Enough for the format: the key below is already 256 random-looking bits. */
    private static final int ITERATIONS_UNDER_A_STRONG_KEY = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(KeyVault.class);

    private final PassphraseEncryption encryption;
    private final Secret keyEncryptionKey;
    private final Optional<KeyToken> token;

    private KeyVault(
            PassphraseEncryption encryption, Secret keyEncryptionKey, Optional<KeyToken> token) {
        this.encryption = encryption;
        this.keyEncryptionKey = keyEncryptionKey;
        this.token = token;
    }

    /** A key pair with the place of its private half. */
    public record Made(PublicKey publicKey, PrivateKey privateKey, PrivateHalf half) {

        /** For what signs itself. */
        public KeyPair pair() {
            return new KeyPair(publicKey, privateKey);
        }
    }

    /** Makes the one vault of an installation. @param token where keys are made, if anywhere */
    public static KeyVault create(
            Handle handle,
            Secret passphrase,
            int iterations,
            SecureRandom random,
            Optional<KeyToken> token) {
        var encryption = new PassphraseEncryption(random);
        var salt = encryption.salt();
        handle.execute(
                "INSERT INTO pki_vault (id, salt, iterations) VALUES (1, ?, ?)", salt, iterations);
        return of(encryption, passphrase, salt, iterations, token);
    }

    /** Opens the vault that was made; a wrong passphrase shows at the first key. */
    public static KeyVault open(
            Handle handle, Secret passphrase, SecureRandom random, Optional<KeyToken> token) {
        return handle.createQuery("SELECT salt, iterations FROM pki_vault WHERE id = 1")
                .map((row, c) ->
                        of(
                                new PassphraseEncryption(random),
                                passphrase,
                                Bytes.copyOf(row.getBytes("salt")),
                                row.getInt("iterations"),
                                token))
                .findOne()
                .orElseThrow(() ->
                        new PkiException(
                                "this installation has no keys yet: run rollcall init first"));
    }

    private static KeyVault of(
            PassphraseEncryption encryption,
            Secret passphrase,
            Bytes salt,
            int iterations,
            Optional<KeyToken> token) {
        var kek = PassphraseEncryption.stretch(passphrase, salt.toArray(), iterations);
        return new KeyVault(encryption, Secret.ofText(HexFormat.of().formatHex(kek)), token);
    }

    public Bytes encrypt(PrivateKey key) {
        return Bytes.copyOf(
                encryption.encrypt(key, keyEncryptionKey, ITERATIONS_UNDER_A_STRONG_KEY));
    }

    /** Makes a key that signs, in the token where there is one. */
    public Made make(Purpose purpose) {
        return token.filter(_ -> purpose.mayBeInToken())
                .map(place -> {
                    var made = place.make(purpose);
                    return new Made(made.publicKey(), made.privateKey(), made.where());
                })
                .orElseGet(() -> {
                    var pair = EcKeys.generate();
                    return new Made(
                            pair.getPublic(),
                            pair.getPrivate(),
                            new Encrypted(encrypt(pair.getPrivate())));
                });
    }

    /** Whether keys are made in a token. */
    public boolean hasToken() {
        return token.isPresent();
    }

    /**
     * The key to sign with. That it cannot be opened is a {@link PkiException} that names it.
     *
     * @param publicKey that it belongs to
     */
    public PrivateKey open(PrivateHalf half, PublicKey publicKey) {
        return switch (half) {
            case Encrypted(var pkcs8) -> open(pkcs8);
            case InToken where ->
                    token.map(place -> place.open(where, publicKey))
                            .orElseThrow(() ->
                                    new PkiException(
                                            "the key %s is needed, and the configuration names no token: set pki.token.library, pki.token.label and pki.token.pin-file"
                                                    .formatted(where)));
        };
    }

    /** Like {@link #open(PrivateHalf, PublicKey)} of a key that the server can do without. */
    public Optional<PrivateKey> find(PrivateHalf half, PublicKey publicKey) {
        try {
            return Optional.of(open(half, publicKey));
        } catch (PkiException e) {
            if (half.inToken().isEmpty()) {
                throw e;
            }
            LOG.warn("goes on without a key that is not the current one: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Notes, before the database forgets a key that signed nothing, that its token shall too. */
    public void forget(InToken where) {
        token.filter(place -> place.label().equals(where.token()))
                .ifPresent(place -> place.forget(where));
    }

    /** Takes out of the token what was begun there and is not in the database, after a commit. */
    public void settle(Database database) {
        token.ifPresent(place -> {
            var named = database.read(h -> Keys.inToken(h, place.label()));
            place.settle(named);
        });
    }

    public PrivateKey open(Bytes encrypted) {
        return PassphraseEncryption.decrypt(encrypted.toArray(), keyEncryptionKey)
                .orElseThrow(
                        () -> new PkiException("the server passphrase does not open the keys"));
    }
}

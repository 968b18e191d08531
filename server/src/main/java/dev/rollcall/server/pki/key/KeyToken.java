package dev.rollcall.server.pki.key;

import dev.rollcall.common.fault.KillPoint;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.VerificationKey;
import dev.rollcall.server.pki.key.PrivateHalf.InToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open PKCS#11 token. Private keys are made in it and never leave it: {@code CKA_SENSITIVE}, not
 * {@code CKA_EXTRACTABLE}. Beside each lies a certificate that it signed itself and that nobody
 * trusts, since Java finds a key by its certificate; key and certificate have the same label, such
 * as {@code rollcall-order-4be2c0ffd00d}.
 *
 * <p>While it is open, its provider is the last one of this Java runtime, so that {@code Signature}
 * takes it for the keys of this token and for nothing else. Safe for use by many threads.
 */
public final class KeyToken implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeyToken.class);

    private static final String PREFIX = "rollcall-";
    private static final String ALGORITHM = "SHA256withECDSA";

    private final TokenAccess access;
    private final Cryptoki cryptoki;
    private final long slot;
    private final Path dataFolder;
    private final SecureRandom random;
    private final Provider provider;
    private Optional<UnfinishedKeys> unfinished = Optional.empty();

    private KeyToken(
            TokenAccess access,
            Cryptoki cryptoki,
            long slot,
            Path dataFolder,
            SecureRandom random) {
        this.access = access;
        this.cryptoki = cryptoki;
        this.slot = slot;
        this.dataFolder = dataFolder;
        this.random = random;
        this.provider = TokenProvider.toSign(access, slot, name());
    }

    /**
     * Finds the token by its label and logs in. That it is not there, or the PIN is another one, is
     * a {@link PkiException} that says what to do.
     *
     * @param dataFolder where it is noted which keys are being made
     */
    public static KeyToken open(TokenAccess access, Path dataFolder, SecureRandom random) {
        var cryptoki = Cryptoki.load(access.library());
        var slots = cryptoki.slots();
        var found = slots.stream().filter(s -> s.label().equals(access.label())).toList();
        if (found.size() != 1) {
            var labels =
                    slots.stream().map(Cryptoki.Slot::label).filter(l -> !l.isEmpty()).toList();
            throw new PkiException(
                    "%s is called %s (pki.token.label) behind %s, which shows %s: connect or initialize it, correct the label, or look at the module's own configuration, such as SOFTHSM2_CONF"
                            .formatted(
                                    found.isEmpty() ? "no token" : "more than one token",
                                    access.label(),
                                    access.library(),
                                    labels.isEmpty() ? "no token" : String.join(", ", labels)));
        }
        var token = new KeyToken(access, cryptoki, found.getFirst().id(), dataFolder, random);
        TokenProvider.login(token.provider, access);
        Security.addProvider(token.provider);
        return token;
    }

    /** Each open token has a provider of its own name. */
    private String name() {
        return PREFIX + hex();
    }

    private String hex() {
        var bytes = new byte[6];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public String label() {
        return access.label();
    }

    /** A key that was made. */
    public record Made(PublicKey publicKey, PrivateKey privateKey, InToken where) {}

    /**
     * Makes a P-256 key in the token. It is taken out again by {@link #settle} unless the database
     * names it by then.
     */
    Made make(Purpose purpose) {
        var object = PREFIX + purpose.word() + "-" + hex();
        unfinished().add(object);
        KillPoint.pass("server.token.before-key");
        try {
            var maker = TokenProvider.toMake(access, slot, name(), object);
            TokenProvider.login(maker, access);
            var pair = generate(maker);
            KillPoint.pass("server.token.after-key");
            var certificate = TokenProvider.selfSigned(object, pair, maker, random);
            KillPoint.pass("server.token.before-certificate");
            store(maker)
                    .setKeyEntry(object, pair.getPrivate(), null, new Certificate[] {certificate});
            KillPoint.pass("server.token.after-certificate");
            var where = new InToken(label(), object);
            var publicKey = EcKeys.publicKey(pair.getPublic().getEncoded());
            return new Made(publicKey, open(where, publicKey), where);
        } catch (GeneralSecurityException | IOException | ProviderException e) {
            throw new PkiException(
                    "token %s did not make the key %s: %s"
                            .formatted(label(), object, TokenProvider.reason(e)),
                    e);
        }
    }

    private static KeyPair generate(Provider maker) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC", maker);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static KeyStore store(Provider provider) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS11", provider);
        store.load(null, null);
        return store;
    }

    /** The private key to sign with, after it has shown that it belongs to the public one. */
    PrivateKey open(InToken where, PublicKey publicKey) {
        if (!where.token().equals(label())) {
            throw new PkiException(
                    "the key %s is needed, and the configuration names token %s (pki.token.label)"
                            .formatted(where, label()));
        }
        try {
            if (!(store(provider).getKey(where.object(), null) instanceof PrivateKey key)) {
                throw new PkiException(
                        "the key %s is not there: connect the token that has it, restore the token from its backup, or replace the key from the offline file"
                                .formatted(where));
            }
            requirePair(where, publicKey, key);
            return key;
        } catch (GeneralSecurityException | IOException | ProviderException e) {
            throw new PkiException(
                    "the key %s cannot be used: %s".formatted(where, TokenProvider.reason(e)), e);
        }
    }

    private void requirePair(InToken where, PublicKey publicKey, PrivateKey key)
            throws GeneralSecurityException {
        var probe = where.object().getBytes(StandardCharsets.UTF_8);
        var signature = Signature.getInstance(ALGORITHM, provider);
        signature.initSign(key);
        signature.update(probe);
        if (!VerificationKey.of(publicKey).verifies(probe, signature.sign())) {
            throw new PkiException(
                    "the key %s is another one than this database names: connect the token that belongs to it"
                            .formatted(where));
        }
    }

    /** Notes that the database is about to forget a key, which {@link #settle} then takes out. */
    void forget(InToken where) {
        unfinished().add(where.object());
    }

    /**
     * Takes keys out of the token that were being made, or forgotten, and that the database does
     * not name; nothing while another process is making some.
     *
     * @param named labels of this token's keys that the database names
     */
    void settle(Set<String> named) {
        var had = unfinished.isPresent();
        var open = had ? unfinished : UnfinishedKeys.open(dataFolder);
        if (open.isEmpty()) {
            return;
        }
        for (var object : open.get().labels()) {
            if (object.startsWith(PREFIX)
                    && !named.contains(object)
                    && cryptoki.destroy(slot, object) > 0) {
                LOG.warn(
                        "took a key out of the token that the database does not name token={} key={}",
                        label(),
                        object);
            }
        }
        open.get().clear();
        if (!had) {
            open.get().close();
        }
    }

    private synchronized UnfinishedKeys unfinished() {
        if (unfinished.isEmpty()) {
            unfinished = UnfinishedKeys.open(dataFolder);
        }
        return unfinished.orElseThrow(() ->
                new PkiException(
                        "another rollcall command makes keys in token "
                                + label()
                                + ": wait until it has ended"));
    }

    /** Its keys cannot be used afterwards. */
    @Override
    public void close() {
        unfinished.ifPresent(UnfinishedKeys::close);
        Security.removeProvider(provider.getName());
    }
}

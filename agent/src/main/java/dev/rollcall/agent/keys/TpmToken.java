package dev.rollcall.agent.keys;

import dev.rollcall.agent.keys.KeyUnusableException.Reason;
import dev.rollcall.agent.platform.Cryptoki;
import dev.rollcall.agent.platform.CryptokiException;
import dev.rollcall.agent.platform.CryptokiSession;
import dev.rollcall.agent.platform.CryptokiTemplate.Attribute;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.tpm.MachineTpm;
import dev.rollcall.agent.tpm.Tpm;
import dev.rollcall.agent.tpm.TpmException;
import dev.rollcall.common.json.Bytes;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of a state folder. The library keeps one state for the whole process, so that all
 * tokens take turns at it. Safe for use by many threads; may block for as long as a TPM does.
 */
final class TpmToken {

    static final String STORE = "tpm";

    private static final Logger LOG = LoggerFactory.getLogger(TpmToken.class);
    private static final String LIBRARY = "libtpm2_pkcs11.so.1";
    private static final String KEYS = "device";
    private static final int ID_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    /** What the process has open. */
    private record Open(Path store, Cryptoki cryptoki, String label, CryptokiSession session) {}

    private static final Object TURN = new Object();
    private static @Nullable Open open;

    private final StateFolder folder;
    private final MachineTpm tpm;
    private final SecureRandom random = new SecureRandom();

    TpmToken(StateFolder folder, MachineTpm tpm) {
        this.folder = folder;
        this.tpm = tpm;
    }

    /** What is done with a session. */
    @FunctionalInterface
    private interface Work<T> {
        T with(CryptokiSession session) throws CryptokiException, KeyUnusableException;
    }

    byte[] sign(String label, byte[] id, byte[] digest) throws KeyUnusableException {
        return work(label, session -> session.sign(key(session, id), digest));
    }

    void check(String label, byte[] id) throws KeyUnusableException {
        long _ = work(label, session -> key(session, id));
    }

    /** A key as its TPM loads it again: the library keeps both parts as the TPM marshals them. */
    Tpm.Wrapped wrapped(String label, byte[] id) throws KeyUnusableException {
        return work(
                label,
                session -> {
                    long key = key(session, id);
                    return new Tpm.Wrapped(
                            inside(session.value(key, Attribute.TPM2_PUBLIC)),
                            inside(session.value(key, Attribute.TPM2_PRIVATE)));
                });
    }

    /** Of a TPM2B. */
    private static Bytes inside(byte[] sized) {
        return Bytes.copyOf(Arrays.copyOfRange(sized, Short.BYTES, sized.length));
    }

    /** Speaks with the TPM itself, which nobody else does meanwhile. */
    <T> T apart(TpmKey.Apart<T> work) throws TpmException {
        synchronized (TURN) {
            close();
            try (var itself = tpm.open()) {
                return work.with(itself);
            }
        }
    }

    /** A key that was born in the TPM. */
    record Made(TpmKey key, PublicKey open) {}

    /**
     * Makes a key, in a token that is made where there is none that this TPM opens.
     *
     * @param named in which each key that is still needed is named; others are destroyed
     */
    Made make(Collection<String> named) throws KeyUnusableException {
        synchronized (TURN) {
            // with nothing loaded: a TPM has room for three
            close();
            var known = usable().orElse(null);
            var in = known == null ? makeToken() : known;
            var id = new byte[ID_BYTES];
            random.nextBytes(id);
            return work(
                    in.label(),
                    session -> {
                        sweep(session, named);
                        var open = EcPoint.publicKey(session.generate(id, KEYS));
                        return new Made(new TpmKey(this, in.label(), HEX.formatHex(id)), open);
                    });
        }
    }

    private static void sweep(CryptokiSession session, Collection<String> named)
            throws CryptokiException {
        for (var id : session.ids(KEYS)) {
            var text = HEX.formatHex(id);
            if (named.stream().noneMatch(file -> file.contains(text))) {
                session.destroy(id);
                LOG.info("key that nothing names destroyed in the TPM id={}", text);
            }
        }
    }

    /** The token that there is, unless this TPM will never open it again. */
    private Optional<KnownToken> usable() throws KeyUnusableException {
        var known = KnownToken.read(folder);
        if (known.isEmpty()) {
            return known;
        }
        try {
            return work(known.get().label(), _ -> known);
        } catch (KeyUnusableException e) {
            if (!e.isForGood()) {
                throw e;
            }
            LOG.warn("another token is made because=\"{}\"", e.getMessage());
            return Optional.empty();
        }
    }

    private KnownToken makeToken() throws KeyUnusableException {
        close();
        // one whose making was cut short is known to nobody
        folder.delete(KnownToken.FILE);
        folder.makeEmpty(STORE);
        var label = "rollcall-" + HEX.formatHex(bytes(4));
        var pin = secret();
        try (var cryptoki = load()) {
            cryptoki.makeToken(label, secret(), pin);
        } catch (CryptokiException e) {
            throw trouble(e, Reason.FAILED, Optional.empty());
        }
        var known = new KnownToken(label, pin, tpmDigest(), tpm.machineDigest());
        known.write(folder);
        LOG.info("token made in the TPM label={}", known.label());
        return known;
    }

    /** Does it in the session that is open; where that one fails, again in a fresh one. */
    private <T> T work(String label, Work<T> work) throws KeyUnusableException {
        synchronized (TURN) {
            var known =
                    KnownToken.read(folder)
                            .filter(k -> k.label().equals(label))
                            .orElseThrow(() ->
                                    new KeyUnusableException(
                                            Reason.LOST,
                                            false,
                                            folder.path() + "/" + KnownToken.FILE));
            boolean fresh = !isOpen(label);
            try {
                return work.with(session(known));
            } catch (CryptokiException e) {
                close();
                if (fresh) {
                    throw trouble(e, Reason.FAILED, Optional.of(known));
                }
            }
            try {
                return work.with(session(known));
            } catch (CryptokiException e) {
                close();
                throw trouble(e, Reason.FAILED, Optional.of(known));
            }
        }
    }

    private boolean isOpen(String label) {
        return open != null && open.store().equals(store()) && open.label().equals(label);
    }

    private CryptokiSession session(KnownToken known)
            throws CryptokiException, KeyUnusableException {
        var now = open;
        if (now != null && isOpen(known.label())) {
            return now.session();
        }
        close();
        known.requireItsTpm(tpm);
        var cryptoki = load();
        try {
            var session = cryptoki.login(known.label(), known.pin());
            open = new Open(store(), cryptoki, known.label(), session);
            return session;
        } catch (CryptokiException e) {
            cryptoki.close();
            throw trouble(e, known.whyClosed(e.isTokenMissing()), Optional.of(known));
        }
    }

    private Optional<String> tpmDigest() throws KeyUnusableException {
        try {
            return tpm.digest();
        } catch (TpmException e) {
            throw new KeyUnusableException(Reason.FAILED, false, String.valueOf(e.getMessage()));
        }
    }

    private Cryptoki load() throws CryptokiException {
        return Cryptoki.load(
                LIBRARY,
                Map.of("TPM2_PKCS11_LOG_LEVEL", "0", "TSS2_LOG", "all+none"),
                Map.of(
                        "TPM2_PKCS11_TCTI", tpm.tcti(),
                        "TPM2_PKCS11_STORE", store().toString(),
                        "TPM2_PKCS11_BACKEND", "esysdb"));
    }

    /** Lets go of the TPM; whoever uses a key takes it again. */
    static void close() {
        synchronized (TURN) {
            if (open != null) {
                open.cryptoki().close();
                open = null;
            }
        }
    }

    private static long key(CryptokiSession session, byte[] id)
            throws CryptokiException, KeyUnusableException {
        return session.privateKey(id)
                .orElseThrow(() -> new KeyUnusableException(Reason.LOST, false, "no such key"));
    }

    private KeyUnusableException trouble(
            CryptokiException failure, Reason otherwise, Optional<KnownToken> known) {
        var reason =
                failure.isLibraryMissing()
                        ? Reason.NO_LIBRARY
                        : failure.isNothingThere() ? Reason.NO_TPM : otherwise;
        return new KeyUnusableException(
                reason,
                known.filter(k -> k.isOfAnotherMachine(tpm)).isPresent(),
                String.valueOf(failure.getMessage()));
    }

    private Path store() {
        return folder.path().resolve(STORE);
    }

    private String secret() {
        return HEX.formatHex(bytes(16));
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The files that a state folder names keys in. */
    static List<String> filesNamingKeys() {
        return List.of("identity.json", "next-identity.json", "pending-key.pem", "next-key.pem");
    }
}

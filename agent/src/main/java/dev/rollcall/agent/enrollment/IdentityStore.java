package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The identity in the state folder, and the next one while no session has proven it. Safe for use
 * by many threads.
 */
public final class IdentityStore {

    private static final Logger LOG = LoggerFactory.getLogger(IdentityStore.class);
    static final String CURRENT = "identity.json";
    private static final String NEXT = "next-identity.json";

    /** As it is written: either the key itself, or where it is in the TPM. */
    private record Stored(Optional<String> key, Optional<String> tpmKey, List<String> chain) {}

    private final StateFolder folder;
    private final DeviceKeys keys;
    private Optional<Identity> current;
    private Optional<Identity> next;

    private IdentityStore(StateFolder folder, DeviceKeys keys) {
        this.folder = folder;
        this.keys = keys;
        this.current = read(CURRENT);
        this.next = read(NEXT);
    }

    /** Reads what is there. */
    public static IdentityStore open(StateFolder folder) {
        return open(folder, DeviceKeys.inFiles(folder));
    }

    /** Likewise. @param keys among which those of identities are */
    public static IdentityStore open(StateFolder folder, DeviceKeys keys) {
        return new IdentityStore(folder, keys);
    }

    /** Where this device's keys are made and found. */
    DeviceKeys keys() {
        return keys;
    }

    /** Whether there is an identity, which may still be one that cannot be read. */
    public static boolean isThere(StateFolder folder) {
        return folder.read(CURRENT).isPresent();
    }

    /** The identity that works. */
    public synchronized Optional<Identity> current() {
        return current;
    }

    /** The identity to try first. */
    public synchronized Optional<Identity> next() {
        return next;
    }

    /** The device has joined: durable when this returns. */
    public synchronized void keep(Identity identity) {
        forgetNext();
        folder.write(CURRENT, write(identity));
        current = Optional.of(identity);
    }

    /** Durable when this returns, beside the identity that works. */
    synchronized void keepNext(Identity identity) {
        folder.write(NEXT, write(identity));
        next = Optional.of(identity);
    }

    /** The next identity worked: it takes the place of the other. */
    synchronized void promote() {
        folder.replace(CURRENT, NEXT);
        current = next;
        next = Optional.empty();
    }

    /** The next identity was refused, or is of an earlier enrollment. */
    synchronized void forgetNext() {
        folder.delete(NEXT);
        next = Optional.empty();
    }

    /** One that cannot be read is as good as none: the device keeps to the other, or joins anew. */
    private Optional<Identity> read(String file) {
        try {
            return folder.read(file).map(this::identity);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            LOG.error("identity is damaged file={}", folder.path().resolve(file));
            return Optional.empty();
        }
    }

    private Identity identity(byte[] bytes) {
        var stored = Json.strict().readValue(bytes, Stored.class);
        var key =
                stored.tpmKey()
                        .map(keys::referred)
                        .or(() -> stored.key().map(IdentityStore::key))
                        .orElseThrow(() -> new IllegalArgumentException("no private key"));
        return new Identity(
                key,
                stored.chain().stream().flatMap(pem -> Pem.certificates(pem).stream()).toList());
    }

    private static PrivateKey key(String pem) {
        return Pem.decode("PRIVATE KEY", pem).stream()
                .findFirst()
                .map(EcKeys::privateKey)
                .orElseThrow(() -> new IllegalArgumentException("no private key"));
    }

    private static byte[] write(Identity identity) {
        var tpmKey = DeviceKeys.reference(identity.key());
        var key =
                tpmKey.isPresent()
                        ? Optional.<String>empty()
                        : Optional.of(Pem.encode("PRIVATE KEY", identity.key().getEncoded()));
        var chain = identity.chain().stream().map(Pem::encode).toList();
        return Json.strict().writeValueAsBytes(new Stored(key, tpmKey, chain));
    }
}

package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.json.Json;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
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

    private record Stored(String key, List<String> chain) {}

    private final StateFolder folder;
    private Optional<Identity> current;
    private Optional<Identity> next;

    private IdentityStore(StateFolder folder, Optional<Identity> current, Optional<Identity> next) {
        this.folder = folder;
        this.current = current;
        this.next = next;
    }

    /** Reads what is there. */
    public static IdentityStore open(StateFolder folder) {
        return new IdentityStore(folder, read(folder, CURRENT), read(folder, NEXT));
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
    private static Optional<Identity> read(StateFolder folder, String file) {
        try {
            return folder.read(file).map(IdentityStore::read);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            LOG.error("identity is damaged file={}", folder.path().resolve(file));
            return Optional.empty();
        }
    }

    private static Identity read(byte[] bytes) {
        var stored = Json.strict().readValue(bytes, Stored.class);
        var keys = Pem.decode("PRIVATE KEY", stored.key());
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no private key");
        }
        return new Identity(
                EcKeys.privateKey(keys.getFirst()),
                stored.chain().stream().flatMap(pem -> Pem.certificates(pem).stream()).toList());
    }

    private static byte[] write(Identity identity) {
        var key = Pem.encode("PRIVATE KEY", identity.key().getEncoded());
        var chain = identity.chain().stream().map(Pem::encode).toList();
        return Json.strict().writeValueAsBytes(new Stored(key, chain));
    }
}

package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * A key on disk that a certificate is asked for: who asks again after a crash asks with the same
 * one, and is given the same certificate.
 */
final class PendingKey {

    private final StateFolder folder;
    private final String file;

    PendingKey(StateFolder folder, String file) {
        this.folder = folder;
        this.file = file;
    }

    /**
     * The key that is kept, or a new one, which is durable when this returns.
     *
     * @param used keys of certificates that the device has: one of these is not asked for again
     */
    KeyPair pair(Set<PublicKey> used) {
        return folder.readText(file)
                .flatMap(PendingKey::read)
                .filter(pair -> !used.contains(pair.getPublic()))
                .orElseGet(this::make);
    }

    /** Its certificate is kept. */
    void forget() {
        folder.delete(file);
    }

    private KeyPair make() {
        var made = EcKeys.generate();
        folder.writeText(
                file,
                Pem.encode("PRIVATE KEY", made.getPrivate().getEncoded())
                        + Pem.encode("PUBLIC KEY", made.getPublic().getEncoded()));
        return made;
    }

    private static Optional<KeyPair> read(String pem) {
        try {
            var key = EcKeys.privateKey(Pem.decode("PRIVATE KEY", pem).getFirst());
            var open = EcKeys.publicKey(Pem.decode("PUBLIC KEY", pem).getFirst());
            return Optional.of(new KeyPair(open, key));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            // a damaged pending key has certified nothing yet: a new one does as well
            return Optional.empty();
        }
    }
}

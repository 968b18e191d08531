package dev.rollcall.agent.enrollment;

import dev.rollcall.agent.keys.DeviceKeys;
import dev.rollcall.agent.keys.KeyUnusableException;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A key on disk that a certificate is asked for: who asks again after a crash asks with the same
 * one, and is given the same certificate.
 */
final class PendingKey {

    /** Before the public half in a file whose private half is in the TPM. */
    private static final Pattern IN_TPM = Pattern.compile("(?m)^TPM key (\\S{1,80})$");

    private final StateFolder folder;
    private final DeviceKeys keys;
    private final String file;

    PendingKey(StateFolder folder, DeviceKeys keys, String file) {
        this.folder = folder;
        this.keys = keys;
        this.file = file;
    }

    /**
     * The key that is kept, or a new one, which is durable when this returns.
     *
     * @param before the key that the device has
     * @param used keys of certificates that the device has: one of these is not asked for again
     */
    KeyPair pair(Optional<PrivateKey> before, Set<PublicKey> used) throws KeyUnusableException {
        var kept =
                folder.readText(file)
                        .flatMap(this::read)
                        .filter(pair -> !used.contains(pair.getPublic()));
        return kept.isPresent() && isUsable(kept.get()) ? kept.get() : make(before);
    }

    /** What this TPM will never open has no use, and nothing was certified for it here. */
    private static boolean isUsable(KeyPair kept) throws KeyUnusableException {
        try {
            DeviceKeys.check(kept.getPrivate());
            return true;
        } catch (KeyUnusableException e) {
            if (e.isForGood()) {
                return false;
            }
            throw e;
        }
    }

    /** Its certificate is kept. */
    void forget() {
        folder.delete(file);
    }

    private KeyPair make(Optional<PrivateKey> before) throws KeyUnusableException {
        var made = keys.make(before);
        var key =
                DeviceKeys.reference(made.getPrivate())
                        .map(reference -> "TPM key " + reference + "\n")
                        .orElseGet(() -> Pem.encode("PRIVATE KEY", made.getPrivate().getEncoded()));
        folder.writeText(file, key + Pem.encode("PUBLIC KEY", made.getPublic().getEncoded()));
        return made;
    }

    private Optional<KeyPair> read(String pem) {
        try {
            var inTpm = IN_TPM.matcher(pem);
            var key =
                    inTpm.find()
                            ? keys.referred(inTpm.group(1))
                            : EcKeys.privateKey(Pem.decode("PRIVATE KEY", pem).getFirst());
            var open = EcKeys.publicKey(Pem.decode("PUBLIC KEY", pem).getFirst());
            return Optional.of(new KeyPair(open, key));
        } catch (IllegalArgumentException | NoSuchElementException e) {
            // a damaged pending key has certified nothing yet: a new one does as well
            return Optional.empty();
        }
    }
}

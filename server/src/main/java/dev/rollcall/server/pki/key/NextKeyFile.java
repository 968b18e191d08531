package dev.rollcall.server.pki.key;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.common.pki.VerificationKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A file of next keys that is kept away from the server, as {@link OfflineKeys} describes it: read
 * when its key is needed, and made anew for the key after that.
 */
public record NextKeyFile(Path path, Secret passphrase) {

    public NextKeyFile {
        Objects.requireNonNull(path, "path");
        if (passphrase.isEmpty()) {
            throw new IllegalArgumentException("the offline passphrase is empty");
        }
    }

    /** The private half of this key; that the file does not have it is a {@link PkiException}. */
    public PrivateKey privateHalf(PublicKey key) {
        var text =
                PrivateFile.read(path)
                        .orElseThrow(() ->
                                new PkiException(
                                        "there is no "
                                                + path
                                                + ": bring the offline keys here for this step"));
        var blocks = Pem.decode("ENCRYPTED PRIVATE KEY", text);
        var opened =
                blocks.stream()
                        .flatMap(block -> PassphraseEncryption.decrypt(block, passphrase).stream())
                        .toList();
        if (opened.isEmpty()) {
            throw new PkiException("the offline passphrase does not open " + path);
        }
        return opened.stream()
                .filter(candidate -> belong(key, candidate))
                .findFirst()
                .orElseThrow(() ->
                        new PkiException(
                                path
                                        + " does not hold the next key: it is another district's, or"
                                        + " of an earlier rotation"));
    }

    private static boolean belong(PublicKey key, PrivateKey candidate) {
        try {
            var said = new byte[] {1};
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(candidate);
            signature.update(said);
            return VerificationKey.of(key).verifies(said, signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not sign with a next key", e);
        }
    }

    /** The next order key: what the file holds, or made now, the file whole or absent. */
    public PublicKey order(int iterations, SecureRandom random) {
        if (!Files.exists(path)) {
            var pair = EcKeys.generate();
            write(
                    "Next order key\n" + Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded()),
                    pair,
                    iterations,
                    random);
        }
        return EcKeys.publicKey(only(Pem.decode("PUBLIC KEY", text()), "order key"));
    }

    /**
     * The next root: what the file holds, or made now.
     *
     * @param selfSign makes its certificate
     */
    public X509Certificate root(
            int iterations, SecureRandom random, Function<KeyPair, X509Certificate> selfSign) {
        if (!Files.exists(path)) {
            var pair = EcKeys.generate();
            write("Next root key\n" + Pem.encode(selfSign.apply(pair)), pair, iterations, random);
        }
        return only(Pem.certificates(text()), "root");
    }

    private void write(String publicHalf, KeyPair pair, int iterations, SecureRandom random) {
        PrivateFile.write(
                path,
                OfflineKeys.NOTE
                        + publicHalf
                        + OfflineKeys.encrypted(
                                new PassphraseEncryption(random), pair, passphrase, iterations));
    }

    private String text() {
        return PrivateFile.read(path).orElseThrow(() -> new PkiException(path + " is gone"));
    }

    /** With its private half: a file that was left here must be worth keeping. */
    private <T> T only(List<T> found, String what) {
        if (found.size() != 1) {
            throw new PkiException(path + " exists and holds no next " + what + ": name another");
        }
        return found.getFirst();
    }
}

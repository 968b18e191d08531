package dev.rollcall.server.pki.key;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;

/**
 * The public halves of the next keys. Their private halves are in an offline file, each an
 * encrypted PKCS#8 block, which an operator moves away from the server.
 *
 * @param nextRoot self-signed certificates of the next root; one in an installation's first file,
 *     none in the file of a further district
 * @param nextOrder the district's next order key
 */
public record OfflineKeys(List<X509Certificate> nextRoot, PublicKey nextOrder) {

    static final String NOTE =
            """
            Rollcall: the next keys of this installation, encrypted under the offline passphrase.
            Move this file away from the server and keep it safe; it is needed to replace a key.

            """;

    public OfflineKeys {
        nextRoot = List.copyOf(nextRoot);
    }

    /**
     * Reads the file an unfinished initialization left, or makes it. A file that this passphrase
     * does not open is never overwritten.
     *
     * @param selfSign makes the next root's certificate; it is called only where the file is made
     */
    public static OfflineKeys openOrCreate(
            Path file,
            Secret passphrase,
            int iterations,
            SecureRandom random,
            List<Function<KeyPair, X509Certificate>> selfSign) {
        return PrivateFile.read(file)
                .map(text -> parse(file, text, passphrase))
                .orElseGet(() -> create(file, passphrase, iterations, random, selfSign));
    }

    private static OfflineKeys create(
            Path file,
            Secret passphrase,
            int iterations,
            SecureRandom random,
            List<Function<KeyPair, X509Certificate>> selfSign) {
        var encryption = new PassphraseEncryption(random);
        var text = new StringBuilder(NOTE);
        var roots =
                selfSign.stream()
                        .map(sign -> {
                            var pair = EcKeys.generate();
                            var certificate = sign.apply(pair);
                            text.append("Next root key\n")
                                    .append(Pem.encode(certificate))
                                    .append(encrypted(encryption, pair, passphrase, iterations));
                            return certificate;
                        })
                        .toList();
        var order = EcKeys.generate();
        text.append("Next order key\n")
                .append(Pem.encode("PUBLIC KEY", order.getPublic().getEncoded()))
                .append(encrypted(encryption, order, passphrase, iterations));
        PrivateFile.write(file, text.toString());
        return new OfflineKeys(roots, order.getPublic());
    }

    static String encrypted(
            PassphraseEncryption encryption, KeyPair pair, Secret passphrase, int iterations) {
        return Pem.encode(
                "ENCRYPTED PRIVATE KEY",
                encryption.encrypt(pair.getPrivate(), passphrase, iterations));
    }

    private static OfflineKeys parse(Path file, String text, Secret passphrase) {
        var orders = Pem.decode("PUBLIC KEY", text);
        var privateKeys = Pem.decode("ENCRYPTED PRIVATE KEY", text);
        var opens =
                !privateKeys.isEmpty()
                        && privateKeys.stream()
                                .allMatch(k ->
                                        PassphraseEncryption.decrypt(k, passphrase).isPresent());
        if (orders.size() != 1 || !opens) {
            throw new PkiException(
                    file
                            + " exists and this offline passphrase does not open it: give its passphrase, or another file");
        }
        return new OfflineKeys(Pem.certificates(text), EcKeys.publicKey(orders.getFirst()));
    }
}

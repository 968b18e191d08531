package dev.rollcall.server.pki;

import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyId;
import dev.rollcall.common.pki.Pem;
import dev.rollcall.common.pki.Secret;
import dev.rollcall.server.audit.SealingKey;
import dev.rollcall.server.pki.key.PassphraseEncryption;
import dev.rollcall.server.pki.key.PkiException;
import dev.rollcall.server.pki.key.PrivateFile;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;

/**
 * The key that seals audit chains. It lives in a file of the data folder and never in the database,
 * so that whoever can rewrite the database cannot sign what they wrote.
 *
 * <p>Safe for use by many threads.
 */
public final class AuditSealing implements SealingKey {

    private static final String FILE = "audit-sealing-key.pem";

    private final PublicKey publicKey;
    private final PrivateKey privateKey;

    private AuditSealing(PublicKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /** Opens the key in the data folder; where there is none it is an error, not a new key. */
    public static AuditSealing open(Path dataFolder, Secret passphrase) {
        var file = dataFolder.resolve(FILE);
        return PrivateFile.read(file)
                .map(text -> parse(text, file, passphrase))
                .orElseThrow(() ->
                        new PkiException(
                                "the audit sealing key is missing: restore "
                                        + file
                                        + " from the backup, or run rollcall init if this is a new installation"));
    }

    /** Opens the key in the data folder, or makes it. */
    static AuditSealing openOrCreate(
            Path dataFolder, Secret passphrase, int iterations, SecureRandom random) {
        var file = dataFolder.resolve(FILE);
        return PrivateFile.read(file)
                .map(text -> parse(text, file, passphrase))
                .orElseGet(() -> create(file, passphrase, iterations, random));
    }

    private static AuditSealing create(
            Path file, Secret passphrase, int iterations, SecureRandom random) {
        var pair = EcKeys.generate();
        var encrypted =
                new PassphraseEncryption(random).encrypt(pair.getPrivate(), passphrase, iterations);
        PrivateFile.write(
                file,
                Pem.encode("PUBLIC KEY", pair.getPublic().getEncoded())
                        + Pem.encode("ENCRYPTED PRIVATE KEY", encrypted));
        return new AuditSealing(pair.getPublic(), pair.getPrivate());
    }

    private static AuditSealing parse(String text, Path file, Secret passphrase) {
        var publicKeys = Pem.decode("PUBLIC KEY", text);
        var privateKeys = Pem.decode("ENCRYPTED PRIVATE KEY", text);
        if (publicKeys.size() != 1 || privateKeys.size() != 1) {
            throw new PkiException(file + " is damaged: one public and one private key expected");
        }
        var privateKey =
                PassphraseEncryption.decrypt(privateKeys.getFirst(), passphrase)
                        .orElseThrow(() ->
                                new PkiException("the server passphrase does not open " + file));
        return new AuditSealing(EcKeys.publicKey(publicKeys.getFirst()), privateKey);
    }

    @Override
    public KeyId keyId() {
        return KeyId.of(publicKey);
    }

    @Override
    public byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(privateKey);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("could not seal the audit", e);
        }
    }

    /** What seals are verified with. */
    public PublicKey publicKey() {
        return publicKey;
    }
}

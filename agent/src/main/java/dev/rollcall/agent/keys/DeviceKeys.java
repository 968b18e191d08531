package dev.rollcall.agent.keys;

import dev.rollcall.agent.keys.KeyUnusableException.Reason;
import dev.rollcall.agent.state.StateFolder;
import dev.rollcall.agent.tpm.MachineTpm;
import dev.rollcall.common.pki.EcKeys;
import dev.rollcall.common.pki.KeyProtection;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the keys of a device, and finds those that a state folder names. Safe for use by many
 * threads; may block for as long as a TPM does.
 */
public final class DeviceKeys {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceKeys.class);

    private final StateFolder folder;
    private final KeyChoice choice;
    private final MachineTpm tpm;
    private final TpmToken token;

    private DeviceKeys(StateFolder folder, KeyChoice choice, MachineTpm tpm) {
        this.folder = folder;
        this.choice = choice;
        this.tpm = tpm;
        this.token = new TpmToken(folder, tpm);
    }

    /** The keys of a state folder. @param choice where new ones are kept */
    public static DeviceKeys of(StateFolder folder, KeyChoice choice, MachineTpm tpm) {
        return new DeviceKeys(folder, choice, tpm);
    }

    /** Of a device that makes its keys in files; those in a TPM are found as well. */
    public static DeviceKeys inFiles(StateFolder folder) {
        return new DeviceKeys(folder, KeyChoice.FILE, MachineTpm.ofThisMachine());
    }

    /**
     * Makes a key where the device keeps its keys.
     *
     * @param before the key that it has, where it has one: what is in the TPM stays there
     */
    public KeyPair make(Optional<PrivateKey> before) throws KeyUnusableException {
        boolean inTpm = before.filter(TpmKey.class::isInstance).isPresent();
        return switch (choice) {
            case FILE -> EcKeys.generate();
            case TPM -> inTpm();
            case AUTO -> inTpm && isUsable(before.get()) ? inTpm() : inTpmOrFile();
        };
    }

    private static boolean isUsable(PrivateKey key) throws KeyUnusableException {
        try {
            check(key);
            return true;
        } catch (KeyUnusableException e) {
            if (e.isForGood()) {
                return false;
            }
            throw e;
        }
    }

    private KeyPair inTpmOrFile() {
        var absent = tpm.absent();
        if (absent.isPresent()) {
            LOG.info("key made in a file because=\"{}\"", absent.get());
            return EcKeys.generate();
        }
        try {
            return inTpm();
        } catch (KeyUnusableException e) {
            LOG.warn("key made in a file because=\"{}\"", e.getMessage());
            return EcKeys.generate();
        }
    }

    private KeyPair inTpm() throws KeyUnusableException {
        var absent = tpm.absent();
        if (absent.isPresent()) {
            throw new KeyUnusableException(Reason.NO_TPM, false, absent.get());
        }
        TpmSignatures.install();
        var named =
                TpmToken.filesNamingKeys().stream()
                        .flatMap(file -> folder.readText(file).stream())
                        .toList();
        var made = token.make(named);
        return new KeyPair(made.open(), made.key());
    }

    /** The key of a reference; anything else is an {@link IllegalArgumentException}. */
    public PrivateKey referred(String reference) {
        var key = TpmKey.of(token, reference);
        TpmSignatures.install();
        return key;
    }

    /** What a file holds instead of a key that is in the TPM. */
    public static Optional<String> reference(PrivateKey key) {
        return key instanceof TpmKey inTpm ? Optional.of(inTpm.reference()) : Optional.empty();
    }

    /** Returns where a key can be used now; asks the TPM where it is in one. */
    public static void check(PrivateKey key) throws KeyUnusableException {
        if (key instanceof TpmKey inTpm) {
            inTpm.check();
        }
    }

    /** Lets go of the TPM, before the process ends; whoever uses a key takes it again. */
    public static void release() {
        TpmToken.close();
    }

    /** How well a key is kept, as far as the device itself can say. */
    public static KeyProtection protection(PrivateKey key) {
        return key instanceof TpmKey ? KeyProtection.CLAIMED : KeyProtection.FILE;
    }

    /** Where a key is, and why there, in a few words. */
    public String where(PrivateKey key) {
        if (key instanceof TpmKey) {
            return "in the TPM";
        }
        return switch (choice) {
            case FILE -> "in a file, as --key-store says";
            case AUTO, TPM ->
                    "in a file: "
                            + tpm.absent().orElse("the next renewal tries the TPM that is there");
        };
    }
}

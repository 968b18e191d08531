package dev.rollcall.agent.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Whether this machine shows a TPM 2.0, and which machine it is. Safe for use by many threads. */
public final class Tpm {

    /** The kernel's own resource manager, which lets several programs use the TPM. */
    private static final String DEVICE = "/dev/tpmrm0";

    /** How libtss2 is told to speak to it. */
    public static final String DEVICE_TCTI = "device:" + DEVICE;

    /** By this an administrator names another way to the TPM. */
    private static final String ANOTHER = "TPM2_PKCS11_TCTI";

    private static final String LIBRARY = "libtpm2_pkcs11.so.1";
    private static final List<String> LIBRARY_FOLDERS =
            List.of(
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu",
                    "/usr/lib64",
                    "/usr/lib",
                    "/usr/local/lib");

    private final DeviceFiles files;
    private final Optional<String> another;

    private Tpm(DeviceFiles files, Optional<String> another) {
        this.files = files;
        this.another = another;
    }

    public static Tpm ofThisMachine() {
        return new Tpm(
                DeviceFiles.below(Path.of("/")), Optional.ofNullable(System.getenv(ANOTHER)));
    }

    /** Of a planted tree of files. */
    static Tpm below(Path root) {
        return new Tpm(DeviceFiles.below(root), Optional.empty());
    }

    /** Why no key can be in a TPM of this machine; empty where one may. Asks no TPM. */
    public Optional<String> absent() {
        if (another.isEmpty() && !files.exists(DEVICE)) {
            return Optional.of("this machine shows no TPM 2.0 (" + DEVICE + ")");
        }
        return LIBRARY_FOLDERS.stream().noneMatch(f -> files.exists(f + "/" + LIBRARY))
                ? Optional.of("libtpm2-pkcs11-1 is not installed (" + LIBRARY + ")")
                : Optional.empty();
    }

    /** Tells one machine from another, and says nothing else of it; empty where it has no id. */
    public Optional<String> machineDigest() {
        return files.fact("/sys/class/dmi/id/product_uuid")
                .or(() -> files.fact("/proc/device-tree/serial-number"))
                .map(id -> digest(id.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Tells one TPM from another, and from itself before it was cleared; empty where it has no
     * storage root key. One that cannot be asked is an {@link IOException}.
     */
    public Optional<String> digest() throws IOException {
        return TpmCommand.storageRootKey(files.at(DEVICE), another).map(Tpm::digest);
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this runtime has no SHA-256", e);
        }
    }
}

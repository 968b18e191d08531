package dev.rollcall.agent.platform;

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
    private final boolean another;

    private Tpm(DeviceFiles files, boolean another) {
        this.files = files;
        this.another = another;
    }

    public static Tpm ofThisMachine() {
        return new Tpm(DeviceFiles.below(Path.of("/")), System.getenv(ANOTHER) != null);
    }

    /** Of a planted tree of files. */
    static Tpm below(Path root) {
        return new Tpm(DeviceFiles.below(root), false);
    }

    /** Why no key can be in a TPM of this machine; empty where one may. Asks no TPM. */
    public Optional<String> absent() {
        if (!another && !files.exists(DEVICE)) {
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
                .map(Tpm::digest);
    }

    private static String digest(String id) {
        try {
            var hashed = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(hashed.digest(id.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this runtime has no SHA-256", e);
        }
    }
}

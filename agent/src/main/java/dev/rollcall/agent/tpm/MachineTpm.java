package dev.rollcall.agent.tpm;

import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.json.Bytes;
import dev.rollcall.common.json.Digest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether this machine shows a TPM 2.0, and which machine it is. Safe for use by many threads. */
public final class MachineTpm {

    /** The kernel's own resource manager, which lets several programs use the TPM. */
    private static final String DEVICE = "/dev/tpmrm0";

    /** By this an administrator names another way to the TPM. */
    private static final String ANOTHER = "TPM2_PKCS11_TCTI";

    private static final Pattern KERNELS = Pattern.compile("device:(/dev/[0-9A-Za-z]{1,64})");
    private static final Pattern SOFTWARE =
            Pattern.compile("swtpm:host=([0-9A-Za-z.:-]{1,255}),port=([0-9]{1,5})");

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

    private MachineTpm(DeviceFiles files, Optional<String> another) {
        this.files = files;
        this.another = another;
    }

    public static MachineTpm ofThisMachine() {
        return new MachineTpm(
                DeviceFiles.below(Path.of("/")), Optional.ofNullable(System.getenv(ANOTHER)));
    }

    /**
     * Of this machine, with a TPM that is somewhere else.
     *
     * @param tcti how libtss2 is told to speak to it
     */
    public static MachineTpm by(String tcti) {
        return new MachineTpm(DeviceFiles.below(Path.of("/")), Optional.of(tcti));
    }

    /** Of a planted tree of files. */
    public static MachineTpm below(Path root) {
        return new MachineTpm(DeviceFiles.below(root), Optional.empty());
    }

    /** How libtss2 is told to speak to it. */
    public String tcti() {
        return another.orElse("device:" + DEVICE);
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
                .map(id -> Digest.of(id.getBytes(StandardCharsets.UTF_8)).hex());
    }

    /**
     * Tells one TPM from another, and from itself before it was cleared; empty where it has no
     * storage root key.
     */
    public Optional<String> digest() throws TpmException {
        try (var tpm = open()) {
            return Optional.of(tpm.describe(Tpm.STORAGE_ROOT_KEY).area())
                    .map(Bytes::toArray)
                    .map(area -> Digest.of(area).hex());
        } catch (TpmException e) {
            if (e.code() == Tpm.NO_HANDLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** To be closed soon: some serve one program at a time. */
    public Tpm open() throws TpmException {
        if (another.isEmpty()) {
            return Tpm.open(TpmChannel.device(files.at(DEVICE)));
        }
        var kernels = KERNELS.matcher(another.get());
        if (kernels.matches()) {
            return Tpm.open(TpmChannel.device(files.at(kernels.group(1))));
        }
        var software = SOFTWARE.matcher(another.get());
        if (!software.matches()) {
            throw new TpmException("no way to speak to it: " + another.get());
        }
        return Tpm.open(
                TpmChannel.program(
                        new InetSocketAddress(
                                software.group(1), Integer.parseInt(software.group(2)))));
    }
}

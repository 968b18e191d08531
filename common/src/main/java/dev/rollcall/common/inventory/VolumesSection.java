package dev.rollcall.common.inventory;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Mounted volumes and swap, and whether what they hold is encrypted at rest.
 *
 * @param volumes on local disks; network and pseudo file systems, read-only images and what is
 *     plugged in below /media are left out
 * @param swaps areas on disk or file; compressed memory is none. Absent when the kernel does not
 *     list them
 * @param protection the verdict over root, home and swap together; absent when one of them cannot
 *     be learned and none is known not to be encrypted
 */
public record VolumesSection(
        List<Volume> volumes, Optional<List<SwapArea>> swaps, Optional<DeviceProtection> protection)
        implements InventorySection {

    public static final SectionKind KIND = new SectionKind("volumes");

    public VolumesSection {
        volumes = Lists.copy(volumes);
        swaps = swaps.map(List::copyOf);
    }

    @Override
    public SectionKind kind() {
        return KIND;
    }

    /**
     * One mounted volume.
     *
     * @param bytes size of the block device
     * @param encrypted absent when it cannot be learned
     * @param method present only when encrypted, as are all below
     * @param cipher as its method names it, such as {@code aes-xts-plain64} or {@code aes-256-gcm}
     * @param keyBits length of the key that the data is encrypted with; XTS counts both halves
     * @param keySlots ways to unlock it that are in use: passphrases, key files, tokens, protectors
     * @param keyDerivation what makes a key of a passphrase, such as {@code argon2id}; where slots
     *     differ each once, in order, as in {@code argon2id, pbkdf2}
     * @param label that it was given
     * @param options of how it is mounted, those that say what it may be used for
     */
    public record Volume(
            String device,
            String mountPoint,
            String fileSystem,
            Optional<Long> bytes,
            Optional<Boolean> encrypted,
            Optional<EncryptionMethod> method,
            Optional<String> cipher,
            Optional<Integer> keyBits,
            Optional<Integer> keySlots,
            Optional<String> keyDerivation,
            Optional<String> label,
            Optional<List<MountOption>> options) {

        public Volume {
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(mountPoint, "mountPoint");
            Objects.requireNonNull(fileSystem, "fileSystem");
            options = options.map(List::copyOf);
        }

        /** One of which no more than the method is known. */
        public Volume(
                String device,
                String mountPoint,
                String fileSystem,
                Optional<Long> bytes,
                Optional<Boolean> encrypted,
                Optional<EncryptionMethod> method) {
            this(
                    device,
                    mountPoint,
                    fileSystem,
                    bytes,
                    encrypted,
                    method,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /** One whose label is not known, and not how it is mounted. */
        public Volume(
                String device,
                String mountPoint,
                String fileSystem,
                Optional<Long> bytes,
                Optional<Boolean> encrypted,
                Optional<EncryptionMethod> method,
                Optional<String> cipher,
                Optional<Integer> keyBits,
                Optional<Integer> keySlots,
                Optional<String> keyDerivation) {
            this(
                    device,
                    mountPoint,
                    fileSystem,
                    bytes,
                    encrypted,
                    method,
                    cipher,
                    keyBits,
                    keySlots,
                    keyDerivation,
                    Optional.empty(),
                    Optional.empty());
        }

        /** The same volume, with its label and how it is mounted. */
        public Volume mounted(Optional<String> itsLabel, List<MountOption> itsOptions) {
            return new Volume(
                    device,
                    mountPoint,
                    fileSystem,
                    bytes,
                    encrypted,
                    method,
                    cipher,
                    keyBits,
                    keySlots,
                    keyDerivation,
                    itsLabel,
                    Optional.of(itsOptions));
        }
    }

    /** What may not be done on a volume, in the words of mount(8). */
    public enum MountOption {
        /** Nothing can be written to it. */
        @JsonProperty("ro")
        READ_ONLY,
        /** Programs on it cannot be run. */
        @JsonProperty("noexec")
        NO_PROGRAMS,
        /** Programs on it cannot become somebody else. */
        @JsonProperty("nosuid")
        NO_SET_ID,
        /** Device files on it do nothing. */
        @JsonProperty("nodev")
        NO_DEVICES
    }

    /** One area that memory is swapped out to; how it is encrypted is said as of a volume. */
    public record SwapArea(
            String device,
            Optional<Long> bytes,
            Optional<Boolean> encrypted,
            Optional<EncryptionMethod> method,
            Optional<String> cipher,
            Optional<Integer> keyBits,
            Optional<Integer> keySlots,
            Optional<String> keyDerivation) {

        public SwapArea {
            Objects.requireNonNull(device, "device");
        }

        /** One of which no more than the method is known. */
        public SwapArea(
                String device,
                Optional<Long> bytes,
                Optional<Boolean> encrypted,
                Optional<EncryptionMethod> method) {
            this(
                    device,
                    bytes,
                    encrypted,
                    method,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** How a volume is encrypted. */
    public enum EncryptionMethod {
        @JsonProperty("luks1")
        LUKS1,
        @JsonProperty("luks2")
        LUKS2,
        @JsonProperty("dm-crypt")
        DM_CRYPT,
        @JsonProperty("fscrypt")
        FSCRYPT,
        @JsonProperty("ecryptfs")
        ECRYPTFS,
        @JsonProperty("zfs")
        ZFS,
        @JsonProperty("bitlocker")
        BITLOCKER,
        @JsonProperty("filevault")
        FILEVAULT
    }

    /**
     * Whether a thief who takes the disk out reads nothing: yes only when root, home and every swap
     * area are known to be encrypted, no when one is known not to be. On Windows every mounted
     * fixed volume counts, and one that BitLocker has suspended is not encrypted; on macOS it is
     * FileVault.
     */
    public enum DeviceProtection {
        @JsonProperty("yes")
        YES,
        @JsonProperty("no")
        NO
    }
}

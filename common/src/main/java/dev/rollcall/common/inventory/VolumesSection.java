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
     * @param method present only when encrypted
     */
    public record Volume(
            String device,
            String mountPoint,
            String fileSystem,
            Optional<Long> bytes,
            Optional<Boolean> encrypted,
            Optional<EncryptionMethod> method) {

        public Volume {
            Objects.requireNonNull(device, "device");
            Objects.requireNonNull(mountPoint, "mountPoint");
            Objects.requireNonNull(fileSystem, "fileSystem");
        }
    }

    /** One area that memory is swapped out to. */
    public record SwapArea(
            String device,
            Optional<Long> bytes,
            Optional<Boolean> encrypted,
            Optional<EncryptionMethod> method) {

        public SwapArea {
            Objects.requireNonNull(device, "device");
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

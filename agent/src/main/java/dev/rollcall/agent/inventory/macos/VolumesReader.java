package dev.rollcall.agent.inventory.macos;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Lists the volumes on built-in disks, and whether FileVault protects them. What memory is swapped
 * out to is always encrypted on macOS and lies on a volume of its own; it is not listed.
 */
final class VolumesReader {

    static final String TYPE = "SPStorageDataType";

    private static final int MOST = 500;

    private VolumesReader() {}

    /**
     * @param fileVault what fdesetup(8) says
     */
    static VolumesSection read(Fields profile, ApfsVolumes apfs, Optional<String> fileVault)
            throws IOException {
        if (!profile.has(TYPE)) {
            throw new IOException("system_profiler lists no storage");
        }
        var volumes = new ArrayList<Volume>();
        var open = Open.NONE;
        for (var row : profile.list(TYPE)) {
            var volume = volume(row, apfs);
            if (volume.isPresent()) {
                open = open.and(Open.of(volume.get(), apfs));
            }
            if (volume.isPresent() && volumes.size() < MOST) {
                volumes.add(volume.get());
            }
        }
        volumes.sort(Comparator.comparing(Volume::mountPoint).thenComparing(Volume::device));
        return new VolumesSection(
                volumes,
                Optional.empty(),
                protection(fileVault.flatMap(VolumesReader::isOn), open));
    }

    /** Whether there are volumes, beside those of the system, that anybody can read. */
    private enum Open {
        NONE,
        PERHAPS,
        SOME;

        /** Of a volume that is not of APFS nothing says whether it is encrypted. */
        static Open of(Volume volume, ApfsVolumes apfs) {
            if (apfs.of(volume.device()).filter(ApfsVolumes.Apfs::ofSystem).isPresent()) {
                return NONE;
            }
            return volume.encrypted().map(encrypted -> encrypted ? NONE : SOME).orElse(PERHAPS);
        }

        Open and(Open other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    private static Optional<Volume> volume(Fields row, ApfsVolumes apfs) {
        boolean builtIn =
                row.object("physical_drive").truth("is_internal_disk").equals(Optional.of(true));
        var device = row.text("bsd_name").filter(_ -> builtIn);
        var encrypted = device.flatMap(apfs::of).flatMap(ApfsVolumes.Apfs::fileVault);
        return device.flatMap(name ->
                row.text("mount_point")
                        .map(mountPoint ->
                                new Volume(
                                        name,
                                        mountPoint,
                                        row.text("file_system")
                                                .map(f -> f.toLowerCase(Locale.ROOT))
                                                .orElse("raw"),
                                        row.number("size_in_bytes").filter(bytes -> bytes > 0),
                                        encrypted,
                                        encrypted
                                                .filter(yes -> yes)
                                                .map(_ -> EncryptionMethod.FILEVAULT))));
    }

    /** While a volume is on its way, in either direction, a part of it lies in the clear. */
    static Optional<Boolean> isOn(String fdesetup) {
        var lines = fdesetup.lines().map(String::strip).toList();
        if (lines.stream().anyMatch(line -> line.startsWith("FileVault is Off"))) {
            return Optional.of(false);
        }
        boolean said = lines.stream().anyMatch(line -> line.startsWith("FileVault is On"));
        return said ? Optional.of(!onItsWay(lines)) : Optional.empty();
    }

    private static boolean onItsWay(List<String> lines) {
        return lines.stream().anyMatch(line -> line.contains(" in progress"));
    }

    /** FileVault speaks of the volume with the system only. */
    private static Optional<DeviceProtection> protection(Optional<Boolean> on, Open open) {
        boolean off = on.equals(Optional.of(false));
        return switch (open) {
            case SOME -> Optional.of(DeviceProtection.NO);
            case PERHAPS -> off ? Optional.of(DeviceProtection.NO) : Optional.empty();
            case NONE -> on.map(yes -> yes ? DeviceProtection.YES : DeviceProtection.NO);
        };
    }
}

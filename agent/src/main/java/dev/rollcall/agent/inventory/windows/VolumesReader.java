package dev.rollcall.agent.inventory.windows;

import dev.rollcall.agent.inventory.collect.Fields;
import dev.rollcall.common.inventory.VolumesSection;
import dev.rollcall.common.inventory.VolumesSection.DeviceProtection;
import dev.rollcall.common.inventory.VolumesSection.EncryptionMethod;
import dev.rollcall.common.inventory.VolumesSection.SwapArea;
import dev.rollcall.common.inventory.VolumesSection.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says which fixed volumes are mounted and what BitLocker makes of them. A volume whose protection
 * is suspended is not encrypted: its key lies in the clear beside what it opens.
 */
final class VolumesReader {

    private static final int MOST = 500;
    private static final long FIXED = 3;
    private static final long PORTABLE = 2;
    private static final long MEBIBYTE = 1024 * 1024;

    private VolumesReader() {}

    static VolumesSection read(WindowsFacts facts) throws IOException {
        var bitLocker = facts.rows("bitlocker");
        var volumes = new ArrayList<Volume>();
        boolean windowsSeen = false;
        for (var row : facts.required("volumes")) {
            var state = bitLocker.flatMap(rows -> of(row, rows));
            var volume = mounted(row, state).map(mountPoint -> volume(row, mountPoint, state));
            if (volume.isPresent() && volumes.size() < MOST) {
                volumes.add(volume.get());
                windowsSeen |= row.truth("BootVolume").equals(Optional.of(true));
            }
        }
        volumes.sort(Comparator.comparing(Volume::mountPoint).thenComparing(Volume::device));
        return new VolumesSection(
                volumes,
                facts.rows("pagefiles").map(rows -> swaps(rows, volumes)),
                protection(volumes, windowsSeen));
    }

    /** Where it is mounted, where that is a path and it does not come and go with a person. */
    private static Optional<String> mounted(Fields row, Optional<Fields> state) {
        boolean fixed = row.number("DriveType").equals(Optional.of(FIXED));
        boolean portable = state.flatMap(s -> s.number("VolumeType")).equals(Optional.of(PORTABLE));
        return row.text("Name").filter(name -> fixed && !portable && !name.startsWith("\\\\"));
    }

    private static Volume volume(Fields row, String mountPoint, Optional<Fields> state) {
        var encrypted = state.flatMap(VolumesReader::encrypted);
        var sealed = state.filter(_ -> encrypted.equals(Optional.of(true)));
        var cipher = sealed.flatMap(s -> s.number("Method")).flatMap(VolumesReader::cipher);
        return new Volume(
                row.text("DriveLetter").orElse(mountPoint),
                mountPoint,
                row.text("FileSystem").orElse("RAW"), // as Windows calls one it does not know
                row.number("Capacity").filter(bytes -> bytes > 0),
                encrypted,
                encrypted.filter(yes -> yes).map(_ -> EncryptionMethod.BITLOCKER),
                cipher.map(Cipher::name),
                cipher.flatMap(Cipher::keyBits),
                sealed.flatMap(s -> s.count("Protectors")),
                Optional.empty());
    }

    /** In the words of manage-bde; with XTS, both halves of the key count. */
    private record Cipher(String name, Optional<Integer> keyBits) {

        Cipher(String name, int keyBits) {
            this(name, Optional.of(keyBits));
        }
    }

    /** Win32_EncryptableVolume, GetEncryptionMethod. */
    private static Optional<Cipher> cipher(long method) {
        return switch ((int) Math.min(method, Integer.MAX_VALUE)) {
            case 1 -> Optional.of(new Cipher("AES 128 with Diffuser", 128));
            case 2 -> Optional.of(new Cipher("AES 256 with Diffuser", 256));
            case 3 -> Optional.of(new Cipher("AES 128", 128));
            case 4 -> Optional.of(new Cipher("AES 256", 256));
            case 5 -> Optional.of(new Cipher("Hardware Encryption", Optional.empty()));
            case 6 -> Optional.of(new Cipher("XTS-AES 128", 256));
            case 7 -> Optional.of(new Cipher("XTS-AES 256", 512));
            default -> Optional.empty();
        };
    }

    private static Optional<Fields> of(Fields volume, List<Fields> rows) {
        return rows.stream()
                .filter(row -> same(row, volume, "DeviceID"))
                .findFirst()
                .or(() ->
                        rows.stream().filter(row -> same(row, volume, "DriveLetter")).findFirst());
    }

    private static boolean same(Fields one, Fields other, String name) {
        var text = one.text(name).map(t -> t.toLowerCase(Locale.ROOT));
        return text.isPresent()
                && text.equals(other.text(name).map(t -> t.toLowerCase(Locale.ROOT)));
    }

    /**
     * Win32_EncryptableVolume, ProtectionStatus: 0 not encrypted, not wholly so, or the key in the
     * clear; 1 encrypted and the key safe; 2 it cannot be told. ConversionStatus 1 is wholly
     * encrypted; systems before Windows 10 do not have it.
     */
    private static Optional<Boolean> encrypted(Fields state) {
        boolean whole = state.number("ConversionStatus").map(s -> s == 1).orElse(true);
        return switch (state.number("ProtectionStatus").orElse(2L).intValue()) {
            case 0 -> Optional.of(false);
            case 1 -> Optional.of(whole);
            default -> Optional.empty();
        };
    }

    private static List<SwapArea> swaps(List<Fields> rows, List<Volume> volumes) {
        return rows.stream()
                .flatMap(row -> swap(row, volumes).stream())
                .sorted(Comparator.comparing(SwapArea::device))
                .limit(MOST)
                .toList();
    }

    private static Optional<SwapArea> swap(Fields row, List<Volume> volumes) {
        return row.text("Name")
                .map(file -> {
                    var holding =
                            volumes.stream()
                                    .filter(v -> startsWith(file, v.mountPoint()))
                                    .max(Comparator.comparingInt(v -> v.mountPoint().length()));
                    return new SwapArea(
                            file,
                            row.number("AllocatedBaseSize")
                                    .filter(size -> size > 0 && size < MEBIBYTE * MEBIBYTE)
                                    .map(size -> size * MEBIBYTE),
                            holding.flatMap(Volume::encrypted),
                            holding.flatMap(Volume::method),
                            holding.flatMap(Volume::cipher),
                            holding.flatMap(Volume::keyBits),
                            holding.flatMap(Volume::keySlots),
                            holding.flatMap(Volume::keyDerivation));
                });
    }

    private static boolean startsWith(String file, String mountPoint) {
        return file.regionMatches(true, 0, mountPoint, 0, mountPoint.length());
    }

    /** Page files lie on these volumes, so they add nothing. */
    private static Optional<DeviceProtection> protection(
            List<Volume> volumes, boolean windowsSeen) {
        if (volumes.stream().anyMatch(v -> v.encrypted().equals(Optional.of(false)))) {
            return Optional.of(DeviceProtection.NO);
        }
        boolean all = volumes.stream().allMatch(v -> v.encrypted().equals(Optional.of(true)));
        return windowsSeen && all ? Optional.of(DeviceProtection.YES) : Optional.empty();
    }
}

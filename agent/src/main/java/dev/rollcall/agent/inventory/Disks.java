package dev.rollcall.agent.inventory;

import dev.rollcall.agent.inventory.collect.Clean;
import dev.rollcall.agent.inventory.collect.Udev;
import dev.rollcall.agent.inventory.disks.SystemDisks;
import dev.rollcall.agent.platform.DeviceFiles;
import dev.rollcall.common.inventory.HardwareSection.Disk;
import dev.rollcall.common.inventory.HardwareSection.Medium;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The built-in disks, from /sys/block: no loop, memory, mapped or removable ones, none on USB, and
 * no memory card that somebody plugged in.
 */
final class Disks {

    private static final Pattern NOT_A_DISK =
            Pattern.compile(
                    "(loop|ram|zram|dm-|md|sr|fd|nbd|drbd|zd)\\d.*|mmcblk\\d+(boot\\d|rpmb)");

    /** Disks that are plugged in often say that they are not removable: their medium is not. */
    private static final Pattern ON_USB = Pattern.compile(".*/usb\\d+/.*");

    private static final Pattern NO_REVISION = Pattern.compile("0x0+");
    private static final int MAX_DISKS = 512;
    private static final int SECTOR = 512;

    private Disks() {}

    /** Empty where the kernel does not list its block devices. */
    static Optional<List<Disk>> read(DeviceFiles files) throws IOException {
        if (!files.isFolder("/sys/block")) {
            return Optional.empty();
        }
        var disks = new ArrayList<Disk>();
        for (var name : files.names("/sys/block")) {
            if (disks.size() < MAX_DISKS
                    && !NOT_A_DISK.matcher(name).matches()
                    && !isHidden(files, name)
                    && !isPluggedInCard(files, name)) {
                disk(files, name).ifPresent(disks::add);
            }
        }
        return Optional.of(disks);
    }

    /** One of several paths to an NVMe disk: the disk itself is listed beside it. */
    private static boolean isHidden(DeviceFiles files, String name) {
        return files.fact("/sys/block/" + name + "/hidden").equals(Optional.of("1"));
    }

    /** An SD card is a pupil's own, but for that of a small computer that has nothing else. */
    private static boolean isPluggedInCard(DeviceFiles files, String name) {
        return name.startsWith("mmcblk")
                && files.fact("/sys/block/" + name + "/device/type").equals(Optional.of("SD"))
                && !isOfSystem(files, name);
    }

    private static boolean isOfSystem(DeviceFiles files, String name) {
        try {
            return SystemDisks.names(files).stream()
                    .anyMatch(part -> part.equals(name) || part.startsWith(name + "p"));
        } catch (IOException e) {
            return false; // nothing says so
        }
    }

    private static Optional<Disk> disk(DeviceFiles files, String name) {
        var folder = "/sys/block/" + name + "/";
        long sectors = files.number(folder + "size").orElse(0L);
        boolean removable =
                files.fact(folder + "removable").equals(Optional.of("1"))
                        || files.link("/sys/block/" + name)
                                .filter(to -> ON_USB.matcher(to).matches())
                                .isPresent();
        var cleanName = Clean.text(name);
        if (sectors == 0 || removable || cleanName.isEmpty() || sectors > Long.MAX_VALUE / SECTOR) {
            return Optional.empty();
        }
        return Optional.of(
                new Disk(
                        cleanName.get(),
                        model(files, folder),
                        serial(files, folder),
                        sectors * SECTOR,
                        medium(name, files.fact(folder + "queue/rotational")),
                        Optional.empty(),
                        firmware(files, folder)));
    }

    /** Of a SATA disk the kernel keeps four of eight characters, where udev has them all. */
    private static Optional<String> firmware(DeviceFiles files, String folder) {
        return files.fact(folder + "device/firmware_rev")
                .or(() -> files.fact(folder + "device/fwrev"))
                .flatMap(Clean::maker)
                .filter(revision -> !NO_REVISION.matcher(revision).matches())
                .or(() -> udev(files, folder, "ID_REVISION"))
                .or(() -> files.fact(folder + "device/rev").flatMap(Clean::maker));
    }

    private static Optional<String> serial(DeviceFiles files, String folder) {
        return files.fact(folder + "device/serial")
                .flatMap(Clean::maker)
                .or(() -> files.fact(folder + "serial").flatMap(Clean::maker))
                .or(() -> vitalProductData(files, folder))
                .or(() -> udev(files, folder, "ID_SERIAL_SHORT"));
    }

    /** The kernel has room for 16 characters of it where it asks by SCSI, as it does SATA disks. */
    private static Optional<String> model(DeviceFiles files, String folder) {
        var kernels =
                files.fact(folder + "device/model")
                        .or(() -> files.fact(folder + "device/name"))
                        .flatMap(Clean::maker);
        return Udev.decoded(files, folder, "ID_MODEL_ENC")
                .flatMap(Clean::maker)
                .filter(whole -> kernels.filter(whole::startsWith).isPresent())
                .or(() -> kernels);
    }

    /** SCSI page 0x80, unit serial number: four bytes of header, then text. */
    private static Optional<String> vitalProductData(DeviceFiles files, String folder) {
        try {
            return files.bytes(folder + "device/vpd_pg80", 4096)
                    .filter(page -> page.length > 4)
                    .map(page ->
                            new String(
                                    Arrays.copyOfRange(page, 4, page.length),
                                    StandardCharsets.ISO_8859_1))
                    .flatMap(Clean::maker);
        } catch (IOException e) {
            return Optional.empty(); // the drive does not answer this page
        }
    }

    private static Optional<String> udev(DeviceFiles files, String folder, String property) {
        return Udev.property(files, folder, property).flatMap(Clean::maker);
    }

    /** Virtual disks say "rotational" without meaning it, so theirs is absent. */
    static Optional<Medium> medium(String name, Optional<String> rotational) {
        if (name.startsWith("nvme")) {
            return Optional.of(Medium.NVME);
        }
        if (name.startsWith("mmcblk")) {
            return Optional.of(Medium.FLASH);
        }
        if (name.startsWith("vd") || name.startsWith("xvd")) {
            return Optional.empty();
        }
        return rotational.flatMap(r ->
                switch (r) {
                    case "0" -> Optional.of(Medium.SOLID_STATE);
                    case "1" -> Optional.of(Medium.HARD_DISK);
                    default -> Optional.empty();
                });
    }
}
